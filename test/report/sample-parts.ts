/** Holds what the sample scorecards are put together from: metrics with their bounds, evidence, a picture. */
import type { Bounds, Capability, Source } from '../../src/record/events.ts';
import type { Measured, Unit } from '../../src/judge/metric.ts';
import type { Rating } from '../../src/judge/rate.ts';
import type { CapabilityResult, EvidenceLine, MetricResult, ObjectiveResult, Picture, ValidityCheck } from '../../src/judge/scorecard.ts';

interface Row {
  readonly title: string;
  readonly unit: Unit;
  readonly critical: boolean;
  readonly bounds?: Bounds;
  readonly basis: string;
}

export const s = 1_000;
const rows = {
  'detection/first-alert': { title: 'Attack to first correct alert', unit: 'ms', critical: true, bounds: { p: 12 * s, s: 30 * s, m: 60 * s }, basis: 'Fast burn over 5 min and 1 h (SRE Workbook ch. 5), plus Alertmanager group_wait' },
  'detection/acknowledge': { title: 'Alert to acknowledgement', unit: 'ms', critical: true, bounds: { p: 30 * s, s: 60 * s, m: 90 * s }, basis: 'PagerDuty escalates at 5 min; GitLab asks for 15' },
  'detection/false-alarms': { title: 'False alarms during the decoy', unit: 'count', critical: false, bounds: { p: 0, s: 1, m: 2 }, basis: '(J)' },
  'rerouting/decide': { title: 'Acknowledgement to diversion commanded', unit: 'ms', critical: true, bounds: { p: 30 * s, s: 60 * s, m: 90 * s }, basis: '(J)' },
  'rerouting/divert': { title: 'Command to traffic on the partner', unit: 'ms', critical: true, bounds: { p: 3 * s, s: 6 * s, m: 30 * s }, basis: 'Divert by rule (J)' },
  'rerouting/mitigate': { title: 'Diversion to attack out of the origin', unit: 'ms', critical: true, bounds: { p: 1 * s, s: 30 * s, m: 90 * s }, basis: 'Imperva 10 s; AWS Shield under 5 min; QuadraNet 15 min' },
  'rerouting/end-to-end': { title: 'Attack to users back within objective', unit: 'ms', critical: true, bounds: { p: 90 * s, s: 150 * s, m: 180 * s }, basis: 'Sum of the stages (J)' },
  'rerouting/clean-share': { title: 'Clean share of what the partner forwards', unit: 'share', critical: false, bounds: { p: 0.01, s: 0.05, m: 0.1 }, basis: "QuadraNet's SLA: 95 %" },
  'rerouting/unharmed': { title: 'Legitimate requests not blocked by the filter', unit: 'share', critical: true, bounds: { p: 0.01, s: 0.05, m: 0.1 }, basis: 'Cloud Armor deploys by itself only under 1 % baseline impact' },
  'communications/first-notice': { title: 'Declaration to first notice', unit: 'ms', critical: true, bounds: { p: 30 * s, s: 60 * s, m: 90 * s }, basis: 'PagerDuty 5 min; 15 common in public runbooks' },
  'communications/fallback': { title: 'Mail failed to notice on another channel', unit: 'ms', critical: true, bounds: { p: 30 * s, s: 60 * s, m: 120 * s }, basis: '(J)' },
  'communications/longest-gap': { title: 'Longest gap between updates', unit: 'ms', critical: false, bounds: { p: 120 * s, s: 180 * s, m: 360 * s }, basis: 'PagerDuty 20 min; Statuspage 30; GitLab Dedicated 60' },
  'impact/availability': { title: 'Legitimate requests that succeeded', unit: 'share', critical: false, basis: 'Always shown, never rated' },
  'impact/lost': { title: 'Legitimate requests lost', unit: 'count', critical: false, basis: 'Always shown, never rated' },
  'impact/peak': { title: 'Highest offered flood rate', unit: 'rps', critical: false, basis: 'Always shown, never rated' },
} as const satisfies Record<string, Row>;

type Id = keyof typeof rows;
const scores: Readonly<Record<Rating, number>> = { P: 100, S: 88, M: 68, U: 12 };

interface Said {
  readonly is: Measured;
  readonly rating?: Rating;
  readonly source?: Source;
  readonly whyNotRated?: string;
  readonly sentence: string;
}

export const value = (n: number, first: number, ...more: number[]): Measured => ({ is: 'value', n, evidence: [first, ...more] });
export const unmeasured = (why: string): Measured => ({ is: 'unmeasured', why });

export const metric = (id: Id, said: Said): MetricResult => {
  const row: Row = rows[id];
  const capability = id.slice(0, id.indexOf('/')) as Capability | 'impact';
  const { is: measured, rating = null, whyNotRated, source, sentence } = said;
  return {
    id, title: row.title, capability, unit: row.unit, critical: row.critical, basis: row.basis, measured, rating, sentence,
    score: rating === null ? null : scores[rating],
    ...(row.bounds === undefined ? {} : { bounds: row.bounds }),
    ...(whyNotRated === undefined ? {} : { whyNotRated }),
    ...(source === undefined ? {} : { source }),
  };
};

export const lines: readonly EvidenceLine[] = [
  [4, -5_000, 'drill', 'steady.checked', 'Steady: 100 % of 250 legitimate requests were good for 5 s'],
  [12, 8_000, 'drill', 'inject.released', 'Decoy flash crowd released on schedule'],
  [31, 20_004, 'fault/flood', 'change.applied', 'Flood of 450 requests/s opened at the edge'],
  [36, 21_000, 'observer/flood', 'flood.second', 'Offered 448, arrived 447 in one second'],
  [44, 24_100, 'observer/legitimate', 'traffic.second', '12 of 50 legitimate requests were good'],
  [52, 27_450, 'receiver/alertmanager', 'alert.heard', 'firing: EdgeErrorBudgetBurn service=edge severity=page'],
  [57, 31_900, 'role/monitoring', 'milestone.reached', 'acknowledged by monitoring'],
  [60, 33_000, 'role/communications', 'milestone.reached', 'declared by communications'],
  [63, 36_200, 'role/network', 'milestone.reached', 'commanded by network: divert to partner A'],
  [66, 38_600, 'observer/path', 'path.seen', '20 of 20 probes went through partner-a'],
  [68, 39_400, 'observer/counters', 'counters.read', 'Attack share at the origin 3.1 %'],
  [71, 41_000, 'observer/status', 'notice.moved', 'delivered on the status page: "We are looking into slow pages"'],
  [74, 45_000, 'fault/email-outage', 'change.applied', 'Mail relay refuses connections'],
  [76, 46_100, 'observer/mailbox', 'mail.canary', 'Canary refused after 12 ms'],
  [81, 54_000, 'observer/social', 'notice.moved', 'delivered on social: "E-mail is down; follow us here"'],
  [95, 70_000, 'role/network', 'milestone.reached', 'failed back by network'],
  [99, 74_000, 'observer/path', 'path.seen', '20 of 20 probes went direct'],
  [120, 90_000, 'drill', 'timeline.ended', 'The timeline came to its end'],
].map(([seq, offsetMs, by, kind, text]) => ({ seq, offsetMs, by, kind, text }) as EvidenceLine);

/** Dips under the flood from second 20 to about 40, with a second that nobody sent anything in. */
export const dip = (seconds: number, until: number): Picture['availability'] =>
  Array.from({ length: seconds }, (_, at) => {
    const calm = 1 - (at % 11 === 3 ? 0.02 : 0);
    const hurt = Math.max(0.12, 1 - (at - 20) * 0.26) + (at % 3) * 0.03;
    const back = Math.min(1, 0.3 + (at - until + 4) * 0.14);
    const share = at < 21 || at > until + 2 ? calm : at > until - 4 ? back : hurt;
    return { atMs: at * s, sent: at === 62 ? 0 : 50, share: at === 62 ? null : share };
  });

export const flood = (seconds: number, to: number): Picture['offered'] =>
  Array.from({ length: seconds }, (_, at) => ({ atMs: at * s, rps: at < 20 || at >= to ? (at >= 8 && at < 14 ? 120 : 0) : Math.min(450, (at - 19) * 150) }));

export const picture: Picture = {
  endMs: 90 * s,
  availability: dip(90, 40),
  offered: flood(90, 65),
  bars: [
    { what: 'decoy', label: 'Decoy flash crowd', fromMs: 8_000, toMs: 14_000, seq: 12 },
    { what: 'fault', label: 'Flood: cache-busting, 450 requests/s', fromMs: 20_004, toMs: 65_000, seq: 31 },
    { what: 'fault', label: 'E-mail outage: refused', fromMs: 45_000, toMs: 75_000, seq: 74 },
    { what: 'diverted', label: 'Through partner A', fromMs: 38_600, toMs: 74_000, seq: 66 },
  ],
  marks: [
    { what: 'alert', label: 'First correct alert', atMs: 27_450, seq: 52 },
    { what: 'milestone', label: 'Acknowledged', atMs: 31_900, seq: 57 },
    { what: 'milestone', label: 'Incident declared', atMs: 33_000, seq: 60 },
    { what: 'milestone', label: 'Diversion commanded', atMs: 36_200, seq: 63 },
    { what: 'notice', label: 'Status page: first notice', atMs: 41_000, seq: 71 },
    { what: 'notice', label: 'Social: e-mail is down', atMs: 54_000, seq: 81 },
    { what: 'milestone', label: 'Failed back', atMs: 70_000, seq: 95 },
  ],
};

export const capability = (name: Capability, rating: Rating | null, sentence: string, metrics: readonly MetricResult[]): CapabilityResult => ({
  capability: name, inScope: true, rating, score: rating === null ? null : scores[rating], sentence, metrics,
});

export const held = (id: string, title: string, saw: string, ...evidence: number[]): ValidityCheck => ({ id, title, is: 'held', saw, evidence });
export const objective = (id: string, text: string, metricId: Id, actual: string, rating: Rating | null, whyNotRated?: string): ObjectiveResult => {
  const row: Row = rows[metricId];
  const target = row.bounds === undefined ? 'shown only' : row.unit === 'share' ? `at least ${100 * (1 - row.bounds.p)} %` : `at most ${row.bounds.p / s} s`;
  return { id, text, metric: metricId, target, actual, rating, ...(whyNotRated === undefined ? {} : { whyNotRated }) };
};
