/** Holds the metric `clean-share`: how much of what the partner forwarded was not attack. */
import { percent } from '../../bounds.ts';
import { attackGenerators, countersOf, isPartner } from '../../clocks.ts';
import { between, inTime } from '../../derive/per-history.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { divertedSpan } from './diverted-span.ts';
import { noReasonToReroute } from './exercised.ts';

export const cleanShare = metric({
  id: 'clean-share',
  title: 'Clean share of what the partner forwarded',
  capability: 'rerouting',
  unit: 'share',
  critical: false,
  bounds: percent(99, 95, 90),
  basis: "QuadraNet's SLA: 95 %",
  sentence: 'Of what the partner forwarded, {measured} was clean; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const span = divertedSpan(history);
    if (span === undefined) return unmeasured("traffic was never proved on a partner's path");
    const unseen = blind(history, 'counters.read', span.learntMs, span.toMs) ?? blind(history, 'flood.second', span.learntMs, span.toMs);
    if (unseen !== undefined) return unmeasured(unseen);
    const reads = between(countersOf(history), span.learntMs, span.toMs + 1000);
    const [first, last] = [reads[0], reads.at(-1)];
    if (first === undefined || last === undefined || first === last) return unmeasured("the partner's counters were not read twice while it carried the attack");
    const forwarded = Object.entries(last.entries).reduce((sum, [name, count]) => (isPartner(name) ? sum + count.forwarded - (first.entries[name]?.forwarded ?? 0) : sum), 0);
    if (forwarded <= 0) return unmeasured('the partner forwarded nothing that was counted');
    const attackers = attackGenerators(history);
    const passed = between(inTime(history, 'flood.second'), first.atMs, last.atMs).reduce((sum, second) => (attackers.has(second.generator) ? sum + second.passed : sum), 0);
    return value(Math.max(0, 1 - passed / forwarded), span.seq, first.seq, last.seq);
  },
});
