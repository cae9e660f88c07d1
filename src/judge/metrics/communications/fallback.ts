/** Holds the metric `fallback`: how long from the failure of a channel until a notice on one that doesn't share its fate; the slowest where several failed. */
import type { Bounds } from '../../../record/events.ts';
import type { History } from '../../../record/history.ts';
import { minutes } from '../../bounds.ts';
import { declaredGone, mailChannel, stagedOf } from '../../clocks.ts';
import { watchedUntil } from '../../derive/watched.ts';
import { type FailedChannel, failedChannels } from '../../knowledge/failed-channels.ts';
import { atLeast, type Measured, metric, notExercised, unmeasured, value } from '../../metric.ts';
import { boundsOf } from '../../result-of.ts';
import { blind } from '../../watch.ts';
import { unread } from './incident.ts';

const fallbackBounds = minutes(5, 10, 20);

/** How long customers of a failed channel were without word on another one: until there was one, or the end of watching. */
export const waitedMs = (history: History, { from, told }: FailedChannel): number => history.elapsedMs(from.ms, told?.ms ?? watchedUntil(history));

const bounds = (history: History): Bounds => boundsOf(fallback, history, history.first('run.opened')?.brief.targets ?? {}) ?? fallbackBounds();

/** A channel that was back before customers had to be told elsewhere asked nothing of anybody. */
export const calledFor = (history: History, { from, backMs, told }: FailedChannel): boolean =>
  backMs > watchedUntil(history) || (told !== undefined && told.ms <= backMs) || history.elapsedMs(from.ms, backMs) > bounds(history).p;

/** The one that waited longest; one that failed too late for its wait to say anything counts only where there is no other. */
function slowestOf(history: History): FailedChannel | undefined {
  const failed = failedChannels(history).filter((one) => calledFor(history, one)).toSorted((a, b) => waitedMs(history, b) - waitedMs(history, a));
  return failed.find((one) => one.told !== undefined || waitedMs(history, one) > bounds(history).m) ?? failed[0];
}

/** Why nothing is said of a failure: none was staged, or nobody looked. */
function noFailure(history: History): Measured {
  const outage = stagedOf(history).find((staged) => staged.fromMs !== undefined && staged.planned.felt.some((expected) => expected.see === 'mail'));
  if (outage === undefined) return notExercised(declaredGone(history, mailChannel).length > 0 ? 'e-mail was only declared gone, which proves no failure' : 'no channel failed');
  return unmeasured(blind(history, 'mail.canary', outage.fromMs ?? 0, outage.toMs) ?? 'e-mail was to fail, but no canary proved that it did');
}

export const fallback = metric({
  id: 'fallback',
  title: 'Failure of a channel to notice on an independent one',
  capability: 'communications',
  unit: 'ms',
  critical: true,
  bounds: fallbackBounds,
  scaled: true,
  basis: '(J); the slowest of the channels that were proved to have failed, to the first notice proved on a channel that stands on nothing impaired together with it',
  sentence: 'After a channel to customers had failed, they were told by an independent one within {measured}; the aim was {aim}.',
  never: 'After a channel to customers had failed, they were told by no independent one in the {measured} that were watched; the aim was {aim}.',
  before: 'When a channel to customers failed, a notice on an independent one was already reaching them; the aim was {aim}.',
  measure: (history) => {
    const slowest = slowestOf(history);
    if (slowest === undefined) return noFailure(history);
    const { from, told } = slowest;
    if (told !== undefined) return value(waitedMs(history, slowest), from.seq, told.seq);
    const unseen = unread(history, from.ms, watchedUntil(history));
    if (unseen !== undefined) return unmeasured(unseen);
    return atLeast(waitedMs(history, slowest), from.seq, history.last('status.fetched')?.seq ?? from.seq);
  },
});
