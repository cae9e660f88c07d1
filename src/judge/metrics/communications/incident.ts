/** Holds when communications can be judged at all: something happened that customers had to be told. */
import { attackOf, incidentFrom, impactOf, mailFailure } from '../../clocks.ts';
import type { Measured } from '../../metric.ts';
import { notExercised, unmeasured } from '../../metric.ts';
import { blind } from '../../watch.ts';
import type { History } from '../../../record/history.ts';

/** What every metric of communications answers where there was nothing to tell; undefined where there was. */
export function nothingToTell(history: History): Measured | undefined {
  const observing = history.first('run.opened')?.mode === 'observe';
  if (incidentFrom(history) === undefined) return observing ? unmeasured('nobody said when the incident began (`gameday mark RUN began`)') : notExercised('nothing happened that customers had to be told');
  const attack = attackOf(history);
  const told = history.of('milestone.reached').some((event) => event.milestone === 'declared');
  if (observing || told || impactOf(history) !== undefined || mailFailure(history) !== undefined || attack === undefined) return undefined;
  const unseen = blind(history, 'traffic.second', attack.t0.ms, attack.end.ms);
  return unseen === undefined ? notExercised('users stayed within their objective and nobody declared an incident') : undefined;
}

/** Why the absence of a notice proves nothing: nobody read the status page, or nobody the mailboxes, as far as either is watched at all. */
export function unread(history: History, fromMs: number, toMs: number): string | undefined {
  return blind(history, 'status.fetched', fromMs, toMs);
}
