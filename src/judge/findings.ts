/** Holds the findings: what somebody should do something about, the gravest first. */
import type { History } from '../record/history.ts';
import { usedThoughGone } from './declared.ts';
import { coverageFindings } from './knowledge/findings.ts';
import { uncoveredOf } from './metrics/rerouting/uncovered-entries.ts';
import type { CapabilityResult, Finding, ValidityCheck } from './scorecard.ts';

type Found = Omit<Finding, 'id'>;
const order = ['critical', 'high', 'medium', 'low'] as const;

export function findingsOf(history: History, capabilities: readonly CapabilityResult[], validity: readonly ValidityCheck[]): readonly Finding[] {
  const found = [...leftovers(history), ...losses(history), ...ratings(capabilities), ...bypasses(history), ...usedThoughGone(history), ...silences(history), ...coverageFindings(history), ...doubts(validity), ...blanks(capabilities), ...kept(history)];
  return found.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)).map((one, i) => ({ id: `F${i + 1}`, ...one }));
}

const leftovers = (history: History): Found[] => [
  ...history.of('change.stuck').map((stuck): Found => ({ severity: 'critical', text: `The fault of ${stuck.inject} could not be withdrawn in its time: ${stuck.saw}. Tried: ${stuck.tried.join(', ') || 'nothing'}.`, evidence: [stuck.seq] })),
  ...history.of('run.closed').flatMap((closed): Found[] => (closed.leftBehind.length === 0 ? [] : [{ severity: 'critical', text: `Left behind: ${closed.leftBehind.join(', ')}.`, evidence: [closed.seq] }])),
];

function losses(history: History): Found[] {
  const last = history.last('ledger.checked');
  if (last === undefined || last.present >= last.acknowledged) return [];
  return [{ severity: 'critical', text: `${last.acknowledged - last.present} acknowledged writes are missing from the ledger.`, evidence: [last.seq] }];
}

const ratings = (capabilities: readonly CapabilityResult[]): Found[] =>
  capabilities.flatMap(({ metrics }) =>
    metrics.flatMap((metric): Found[] => {
      if (metric.rating !== 'M' && metric.rating !== 'U') return [];
      const [u, m] = metric.critical ? (['critical', 'high'] as const) : (['medium', 'low'] as const);
      return [{ severity: metric.rating === 'U' ? u : m, text: metric.sentence, evidence: 'evidence' in metric.measured ? metric.measured.evidence : [] }];
    }),
  );

const bypasses = (history: History): Found[] =>
  uncoveredOf(history).map(({ entry, seqs }) => ({ severity: 'high', text: `Entry point ${entry} still answered without passing the partner after diversion: an attacker who knows it goes around the filter.`, evidence: seqs }));

/** Alerts that are silenced reach nobody, so what detection shows from then on may be less than monitoring can do. */
const silences = (history: History): Found[] =>
  history.of('silence.seen').map((seen): Found => ({ severity: 'medium', text: `${seen.createdBy || 'Somebody'} silenced alerts with ${seen.matchers} during the drill${seen.comment === '' ? '' : `, saying "${seen.comment}"`}.`, evidence: [seen.seq] }));

const doubts = (validity: readonly ValidityCheck[]): Found[] =>
  validity.flatMap((one): Found[] => (one.is !== 'failed' && one.is !== 'unknown' ? [] : [{ severity: 'high', text: `${one.title}: ${one.is}. ${one.saw}.`, evidence: one.evidence }]));

/** A blank in a critical task is work for the next drill, even where another one decides the rating. */
const blanks = (capabilities: readonly CapabilityResult[]): Found[] =>
  capabilities.flatMap(({ metrics, inScope }) =>
    metrics.flatMap((metric): Found[] => (inScope && metric.critical && metric.rating === null && metric.measured.is !== 'not exercised' ? [{ severity: 'medium', text: metric.sentence, evidence: 'evidence' in metric.measured ? metric.measured.evidence : [] }] : [])),
  );

const kept = (history: History): Found[] =>
  history.of('change.withdrawn').flatMap((event): Found[] => (event.kept === undefined ? [] : [{ severity: 'medium', text: `Somebody changed what ${event.inject} had changed, and their value was kept: ${event.kept}.`, evidence: [event.seq] }]));
