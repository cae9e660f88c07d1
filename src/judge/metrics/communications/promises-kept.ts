/** Holds the metric `promises-kept`: the share of "next update by" promises that were kept. */
import { percent } from '../../bounds.ts';
import { mailChannel, mailFailure, milestone, toldOf } from '../../clocks.ts';
import type { Told } from '../../clocks.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { nothingToTell, unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

/** The same words on another channel are no update; but when e-mail has failed, its readers are told elsewhere. */
const isUpdate = (one: Told, later: Told, mailFailed: boolean) =>
  later.composedMs > one.composedMs + copyMs && (later.channel === one.channel || (mailFailed && one.channel === mailChannel));
/** A notice goes out on all its channels within this time. */
const copyMs = 1000;

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
    const resolvedMs = milestone(history, 'resolved')?.atMs ?? Number.POSITIVE_INFINITY;
    const mailFailed = mailFailure(history) !== undefined;
    const promises = told.flatMap((one) => {
      const byMs = one.promisedMs;
      // A promise that ends after the drill can't be broken in it.
      if (byMs === undefined || byMs > watchedUntil(history)) return [];
      const next = told.find((later) => isUpdate(one, later, mailFailed));
      const kept = (next !== undefined && next.proved.ms <= byMs) || resolvedMs <= byMs;
      return [{ kept, seq: one.proved.seq }];
    });
    const [first, ...more] = promises.map((promise) => promise.seq);
    if (first === undefined) return unmeasured(told.length === 0 ? 'no notice reached anybody' : 'no notice promised an update that was due before the end');
    const unseen = unread(history, told[0]?.proved.ms ?? 0, Math.min(watchedUntil(history), resolvedMs));
    if (unseen !== undefined) return unmeasured(unseen);
    return value(promises.filter((promise) => promise.kept).length / promises.length, first, ...more);
  },
});
