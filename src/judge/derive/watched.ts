/** Holds until when a drill was watched: its record ends a little later, after the observers were stopped. */
import type { History } from '../../record/history.ts';
import { perHistory } from './per-history.ts';

/** The first observer that was told to stop and did, or the end of the record's timeline. */
export const watchedUntil = perHistory((history: History): number =>
  history.of('observer.ended').reduce((first, { early, heardMs }) => (early ? first : Math.min(first, heardMs)), history.endMs),
);
