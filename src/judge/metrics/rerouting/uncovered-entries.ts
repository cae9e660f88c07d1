/** Holds the metric `uncovered-entries`: ways in that still answered without passing the partner after diversion. */
import { counts } from '../../bounds.ts';
import { diversionOf, mainEntry, partnerOf, probesOf } from '../../clocks.ts';
import { between } from '../../derive/per-history.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import type { History } from '../../../record/history.ts';
import { blind } from '../../watch.ts';
import { noReasonToReroute } from './exercised.ts';

export interface Uncovered {
  readonly entry: string;
  readonly seqs: readonly number[];
}

/** An entry counts when two probes got through: one alone may have been under way as traffic was moved. */
export function uncoveredOf(history: History): readonly Uncovered[] {
  const diversion = diversionOf(history);
  if (diversion === undefined) return [];
  return [...probesOf(history)].flatMap(([entry, probes]) => {
    const around = between(probes, diversion.mark.ms, diversion.untilMs).filter((probe) => probe.ok && partnerOf(probe) === undefined);
    return entry !== mainEntry(history) && around.length >= 2 ? [{ entry, seqs: around.slice(0, 2).map((probe) => probe.seq) }] : [];
  });
}

export const uncoveredEntries = metric({
  id: 'uncovered-entries',
  title: 'Entry points that bypass the partner',
  capability: 'rerouting',
  unit: 'count',
  critical: false,
  bounds: counts(0, 1, 2),
  basis: '(J): one entry point that bypasses the partner is the usual finding',
  sentence: 'Entry points that still bypassed the partner after diversion: {measured}; the aim was {aim}.',
  measure: (history) => {
    const excused = noReasonToReroute(history);
    if (excused !== undefined) return excused;
    const diversion = diversionOf(history);
    if (diversion === undefined) return unmeasured("traffic was never proved on a partner's path");
    const unseen = blind(history, 'path.seen', diversion.mark.ms, diversion.untilMs);
    if (unseen !== undefined) return unmeasured(unseen);
    if (probesOf(history).size < 2) return unmeasured('only the diverted entry was probed');
    const uncovered = uncoveredOf(history);
    return value(uncovered.length, diversion.mark.seq, ...uncovered.flatMap((one) => one.seqs));
  },
});
