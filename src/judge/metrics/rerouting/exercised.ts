/** Holds when rerouting can be judged at all: there was an attack, and it did users harm. */
import { attackOf, impactOf } from '../../clocks.ts';
import type { Measured } from '../../metric.ts';
import { notExercised, unmeasured } from '../../metric.ts';
import { blind } from '../../watch.ts';
import type { History } from '../../../record/history.ts';

/** What every metric of rerouting answers where there was no reason to reroute; undefined where there was. */
export function noReasonToReroute(history: History): Measured | undefined {
  const attack = attackOf(history);
  const observing = history.first('run.opened')?.mode === 'observe';
  if (attack === undefined) return observing ? unmeasured('nobody said when the incident began (`gameday mark RUN began`)') : notExercised('no attack was launched');
  if (impactOf(history) !== undefined || observing) return undefined;
  const unseen = blind(history, 'traffic.second', attack.t0.ms, attack.end.ms);
  return unseen === undefined ? notExercised('the flood was withstood: users stayed within their objective throughout') : unmeasured(`whether users were harmed is unknown: ${unseen}`);
}
