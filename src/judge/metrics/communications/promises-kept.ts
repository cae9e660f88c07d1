/** Holds the metric `promises-kept`: the share of "next update by" promises that were kept. */
import { percent } from '../../bounds.ts';
import { milestone, toldOf } from '../../clocks.ts';
import { promisesOf } from '../../derive/promises.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { nothingToTell, unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

export const promisesKept = metric({
  id: 'promises-kept',
  title: '"Next update by" promises kept',
  capability: 'communications',
  unit: 'share',
  critical: false,
  bounds: percent(100, 80, 50),
  basis: 'PagerDuty requires the promise; the values are (J)',
  sentence: 'Of the promises of a next update, {measured} were kept; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const told = toldOf(history);
    const promises = promisesOf(history);
    const [first, ...more] = promises.map((promise) => promise.told.proved.seq);
    if (first === undefined) return unmeasured(told.length === 0 ? 'no notice reached anybody' : 'no notice promised an update that was due before the end');
    const unseen = unread(history, told[0]?.proved.ms ?? 0, Math.min(watchedUntil(history), milestone(history, 'resolved')?.atMs ?? Number.POSITIVE_INFINITY));
    if (unseen !== undefined) return unmeasured(unseen);
    return value(promises.filter((promise) => promise.kept).length / promises.length, first, ...more);
  },
});
