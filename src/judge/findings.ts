/** Holds the findings: what somebody should do something about, the gravest first, each under an id that is the same from run to run. */
import type { History } from '../record/history.ts';
import { debtFindings, reportsTested } from './debts.ts';
import { coverageFindings, coverageTested } from './knowledge/findings.ts';
import { declaredTested, usedThoughGone } from './declared.ts';
import { uncoveredOf } from './metrics/rerouting/uncovered-entries.ts';
import { noticeFindings, noticesTested } from './notices/notice-findings.ts';
import { rulingOn } from './rulings.ts';
import type { Finding, Found, MetricResult, ValidityCheck } from './scorecard.ts';
import { dueOf, owners, severities, slug } from './work.ts';

/** What a drill itself lacked is for those who hold it. */
const facilitator = 'facilitator';

/** What findings are made from: the metrics in scope before any ruling, and the checks. */
export interface Judged {
  readonly metrics: readonly MetricResult[];
  readonly validity: readonly ValidityCheck[];
}

export function findingsOf(history: History, { metrics, validity }: Judged): readonly Finding[] {
  const found = [...leftovers(history), ...losses(history), ...ratings(metrics), ...bypasses(history), ...usedThoughGone(history), ...silences(history), ...coverageFindings(history), ...debtFindings(history), ...doubts(validity), ...notices(history), ...blanks(metrics), ...kept(history)];
  return found
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .map((one, at, all) => ({ ...one, id: distinct(one.id, all.slice(0, at)) }))
    .map((one) => {
      const ruling = rulingOn(history, one.id);
      // What a facilitator upheld is no question any more.
      const severity = one.asks === true && ruling?.as === 'upheld' ? 'medium' : one.severity;
      return { ...one, severity, due: dueOf(severity, history.endMs), ...(ruling && { ruling }) };
    });
}

/** Two silences of the same alerts, say, are two findings. */
const distinct = (id: string, before: readonly Found[]) => {
  const same = before.filter((one) => one.id === id).length;
  return same === 0 ? id : `${id}/${same + 1}`;
};

const leftovers = (history: History): Found[] => [
  ...history.of('change.stuck').map((stuck): Found => ({ id: `stuck/${slug(stuck.inject)}`, severity: 'critical', owner: facilitator, text: `The fault of ${stuck.inject} could not be withdrawn in its time: ${stuck.saw}. Tried: ${stuck.tried.join(', ') || 'nothing'}.`, evidence: [stuck.seq] })),
  ...history.of('run.closed').flatMap((closed): Found[] => (closed.leftBehind.length === 0 ? [] : [{ id: 'left-behind', severity: 'critical', owner: facilitator, text: `Left behind: ${closed.leftBehind.join(', ')}.`, evidence: [closed.seq] }])),
];

function losses(history: History): Found[] {
  const last = history.last('ledger.checked');
  if (last === undefined || last.present >= last.acknowledged) return [];
  return [{ id: 'ledger', severity: 'critical', owner: 'service owner', text: `${last.acknowledged - last.present} acknowledged writes are missing from the ledger.`, evidence: [last.seq] }];
}

const ownerOf = ({ capability }: MetricResult) => (capability === 'impact' ? 'service owner' : owners[capability]);
const evidenceOf = ({ measured }: MetricResult) => ('evidence' in measured ? measured.evidence : []);

const ratings = (metrics: readonly MetricResult[]): Found[] =>
  metrics.flatMap((metric): Found[] => {
    if (metric.rating !== 'M' && metric.rating !== 'U') return [];
    const [u, m] = metric.critical ? (['critical', 'high'] as const) : (['medium', 'low'] as const);
    return [{ id: metric.id, severity: metric.rating === 'U' ? u : m, owner: ownerOf(metric), text: metric.sentence, evidence: evidenceOf(metric) }];
  });

const bypasses = (history: History): Found[] =>
  uncoveredOf(history).map(({ entry, seqs }) => ({ id: `bypass/${slug(entry)}`, severity: 'high', owner: owners.rerouting, text: `Entry point ${entry} still answered without passing the partner after diversion: an attacker who knows it goes around the filter.`, evidence: seqs }));

/** Alerts that are silenced reach nobody, so what detection shows from then on may be less than monitoring can do. */
const silences = (history: History): Found[] =>
  history.of('silence.seen').map((seen): Found => ({ id: `silenced/${slug(seen.matchers)}`, severity: 'medium', owner: owners.detection, text: `${seen.createdBy || 'Somebody'} silenced alerts with ${seen.matchers} during the drill${seen.comment === '' ? '' : `, saying "${seen.comment}"`}.`, evidence: [seen.seq] }));

const doubts = (validity: readonly ValidityCheck[]): Found[] =>
  validity.flatMap((one): Found[] => (one.is !== 'failed' && one.is !== 'unknown' ? [] : [{ id: `validity/${one.id}`, severity: 'high', owner: facilitator, text: `${one.title}: ${one.is}. ${one.saw}.`, evidence: one.evidence }]));

const notices = (history: History): Found[] =>
  noticeFindings(history).map(({ id, severity, asks, text, evidence }) => ({ id, severity, owner: owners.communications, text, evidence, ...(asks && { asks }) }));

/** A blank in a critical task is work for the next drill, even where another one decides the rating; where a facilitator can fill it, it is a question. */
const blanks = (metrics: readonly MetricResult[]): Found[] =>
  metrics.flatMap((metric): Found[] => {
    const asks = metric.measured.is === 'unmeasured' && metric.measured.asks === true;
    if (metric.rating !== null || metric.measured.is === 'not exercised' || !(metric.critical || asks)) return [];
    return [{ id: metric.id, severity: asks ? 'low' : 'medium', owner: ownerOf(metric), text: metric.sentence, evidence: evidenceOf(metric), ...(asks && { asks }) }];
  });

const kept = (history: History): Found[] =>
  history.of('change.withdrawn').flatMap((event): Found[] => (event.kept === undefined ? [] : [{ id: `kept/${slug(event.inject)}`, severity: 'medium', owner: facilitator, text: `Somebody changed what ${event.inject} had changed, and their value was kept: ${event.kept}.`, evidence: [event.seq] }]));

/** What findings this run could have had, found or not: only of these can a later reader say that they were tried again and held. */
export function testedOf(history: History, { metrics, validity }: Judged): readonly string[] {
  const withdrawn = history.of('change.withdrawn').flatMap(({ inject }) => [`stuck/${slug(inject)}`, `kept/${slug(inject)}`]);
  const bypassed = metrics.some((metric) => metric.id === 'uncovered-entries' && metric.measured.is === 'value') ? ['bypass'] : [];
  return [
    ...new Set([
      ...metrics.flatMap((metric) => (metric.rating === null ? [] : [metric.id])),
      ...validity.flatMap((one) => (one.is === 'held' || one.is === 'failed' ? [`validity/${one.id}`] : [])),
      ...(history.of('ledger.checked').length > 0 ? ['ledger'] : []),
      ...(history.of('alerts.read').length + history.of('silence.seen').length > 0 ? ['silenced'] : []),
      ...(history.of('run.closed').length > 0 ? ['left-behind'] : []),
      ...bypassed, ...withdrawn, ...noticesTested(history), ...declaredTested(history), ...coverageTested(history), ...reportsTested(history),
    ]),
  ];
}
