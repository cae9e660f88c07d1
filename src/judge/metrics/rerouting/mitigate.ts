/** Holds the metric `mitigate`: how long from diversion until at most 5 % of what reached the origins was attack. */
import type { Bounds } from '../../../record/events.ts';
import { diversionOf, mitigationOf } from '../../clocks.ts';
import { atLeast, metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { noReasonToReroute } from './exercised.ts';

export const mitigate = metric({
  id: 'mitigate',
  title: 'Diversion to attack share of at most 5 % at the origin',
  capability: 'rerouting',
  unit: 'ms',
  critical: true,
  bounds: (): Bounds => ({ p: 10_000, s: 5 * 60_000, m: 15 * 60_000 }),
  scaled: true,
  basis: 'Imperva 10 s then 3 s; AWS Shield under 5 min for load balancers; QuadraNet 15 min for GET/POST',
  sentence: 'The attack was kept from the origins {measured} after diversion; the aim was {aim}.',
  never: 'The attack still came to the origins {measured} after diversion; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const diversion = diversionOf(history);
    if (diversion === undefined) return unmeasured("traffic was never proved on a partner's path");
    const mitigation = mitigationOf(history);
    const toMs = mitigation?.proof.ms ?? diversion.untilMs;
    const unseen = blind(history, 'counters.read', diversion.mark.ms, toMs) ?? blind(history, 'traffic.second', diversion.mark.ms, toMs);
    if (unseen !== undefined) return unmeasured(unseen);
    if (mitigation === undefined) return unmeasured('the attack or the diversion ended before the counters at the origins could be compared');
    if (mitigation.tm === undefined) return atLeast(history.elapsedMs(diversion.mark.ms, mitigation.until.ms), diversion.mark.seq, mitigation.proof.seq);
    return value(Math.max(0, history.elapsedMs(diversion.mark.ms, mitigation.tm.ms)), diversion.mark.seq, mitigation.tm.seq, mitigation.proof.seq);
  },
});
