/** Holds the milestones that responders reached, each with who said so. */
import type { EventOf, Milestone } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { firstToNotice } from './onset.ts';

/** The first time that a milestone was reached since there was something to notice. */
export function milestone(history: History, name: Milestone, fromMs?: number): EventOf<'milestone.reached'> | undefined {
  const since = fromMs ?? firstToNotice(history)?.ms ?? history.zeroMs ?? 0;
  return history
    .of('milestone.reached')
    .filter((event) => event.milestone === name && event.atMs >= since)
    .toSorted((a, b) => a.atMs - b.atMs)[0];
}
