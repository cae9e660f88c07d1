/** Holds the metric `end-to-end`: how long from the attack's beginning until users were back within their objective. */
import type { Bounds } from '../../../record/events.ts';
import { attackOf, recoveryOf } from '../../clocks.ts';
import { atLeast, metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { diversionKind } from './divert.ts';
import { noReasonToReroute } from './exercised.ts';

const minute = 60_000;

export const endToEnd = metric({
  id: 'end-to-end',
  title: 'Attack to users back within objective',
  capability: 'rerouting',
  unit: 'ms',
  critical: true,
  bounds: (history): Bounds => ({ p: (diversionKind(history) === 'rule' ? 15 : 20) * minute, s: 25 * minute, m: 30 * minute }),
  scaled: true,
  basis: 'sum of the stages (J); within objective for 5 min, divided by the compression, while the attack goes on',
  sentence: 'Users were well again {measured} after the attack began; the aim was {aim}.',
  never: 'Users were not well again in the {measured} that were watched after the attack began; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const attack = attackOf(history);
    const recovery = recoveryOf(history);
    if (attack === undefined) return unmeasured('no attack was launched');
    const unseen = blind(history, 'traffic.second', attack.t0.ms, recovery?.proof?.ms ?? attack.end.ms);
    if (unseen !== undefined) return unmeasured(unseen);
    if (recovery === undefined) return unmeasured('users were not seen outside their objective');
    if (recovery.tr === undefined) return atLeast(history.elapsedMs(attack.t0.ms, recovery.lastBad.ms), attack.t0.seq, recovery.lastBad.seq, recovery.until.seq);
    return value(history.elapsedMs(attack.t0.ms, recovery.tr.ms), attack.t0.seq, recovery.tr.seq, recovery.proof?.seq ?? recovery.tr.seq);
  },
});
