/** Holds the reporter that writes Markdown, fit for a job summary or a pull request. */
import type { MetricResult, Scorecard } from '../judge/scorecard.ts';
import { banners } from './banners.ts';
import { aimText, bound, count, duration, many, measuredText, moment, share } from './format.ts';
import { rulingText, verdictText } from './finding-words.ts';
import { judgeAgain } from './judge-again.ts';
import { code, escaped, table } from './markdown-text.ts';
import { unmeasuredOf } from './unmeasured.ts';
import { capabilities, checks, outcomes, ratingWord, sentenceCase, sourceText } from './words.ts';
import type { Rating } from '../judge/rate.ts';

const rated = (rating: Rating | null): string => (rating === null ? 'not rated' : `**${rating}** ${ratingWord(rating)}`);

const boundsText = ({ bounds, unit }: MetricResult): string => (bounds === undefined ? 'shown only' : `P ${bound(unit, bounds.p)}, S ${bound(unit, bounds.s)}, M ${bound(unit, bounds.m)}`);

const evidence = (seqs: readonly number[]): string => seqs.slice(0, 6).map((seq) => `e${seq}`).join(' ') + (seqs.length > 6 ? ` and ${seqs.length - 6} more` : '');

const metricRow = (metric: MetricResult): readonly string[] => [
  escaped(metric.title) + (metric.critical ? ' (critical)' : ''),
  measuredText(metric),
  aimText(metric) ?? '–',
  boundsText(metric),
  metric.rating ?? '–',
  escaped(sourceText(metric)),
  metric.measured.is === 'value' || metric.measured.is === 'atLeast' ? evidence(metric.measured.evidence) : 'none',
];

/** A section, or nothing where it has no rows. */
const section = (title: string, heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => (rows.length === 0 ? [] : [`## ${title}`, table(heads, rows)]);

/** What customers knew at the end, and what some of them are still owed. */
const customerRows = ({ coverage, debts }: Scorecard): readonly (readonly string[])[] => [
  ...(coverage === null
    ? []
    : [
        ['Told by the end', `${share(coverage.curve.at(-1)?.told ?? 0)} of ${many(coverage.customers, 'customer')}`],
        ...Object.entries(coverage.knew).flatMap(([knew, n]) => (n === 0 ? [] : [[escaped(sentenceCase(knew)), count(n)]])),
        ['On no notification list', count(coverage.unlisted)],
      ]),
  ...(debts === null
    ? []
    : [
        ['Preliminary report delivered', `${count(debts.preliminary.delivered)} of ${count(debts.customers)}, due by ${escaped(moment(debts.preliminary.aimBy))}`],
        ['Final report acknowledged', `${count(debts.final.acknowledged)} of ${count(debts.customers)}, due by ${escaped(moment(debts.final.aimBy))}`],
        ...debts.missingParts.map(({ title, why }) => ['The final report lacks', escaped(`${title}: ${why}`)]),
      ]),
];

const counted = (card: Scorecard, text: string): string => (card.outcome === 'inconclusive' ? `${text} (does not count)` : text);

const blocks = (card: Scorecard): readonly string[] => [
  `# ${outcomes[card.outcome].word}${card.rehearsal ? ' (rehearsal)' : ''}`,
  `**${escaped(card.scenario.title)}.** ${escaped(card.headline)}`,
  banners(card).map((banner) => `> **${escaped(banner.title)}:** ${escaped(banner.text)}`).join('\n>\n'),
  table(['Capability', 'Rating', 'Score', 'In a sentence'], card.capabilities.map((one) => [capabilities[one.capability], one.inScope ? counted(card, rated(one.rating)) : 'out of scope', one.score === null ? '–' : `${Math.round(one.score)} of 100`, escaped(one.sentence)])),
  ...section('Findings', ['Severity', 'Finding', 'Owner', 'Due', 'Ruling', 'Evidence'], card.findings.map((one) => [one.severity, `${escaped(one.text)} (${escaped(one.id)})`, escaped(one.owner), one.due, escaped(verdictText(one)) || '–', evidence(one.evidence)])),
  ...section('Rulings', ['Finding', 'Ruling', 'Evidence'], card.rulings.map((one) => [escaped(one.finding), escaped(rulingText(one)), evidence([one.seq])])),
  ...section('Objectives', ['Objective', 'Target', 'Actual', 'Rating'], card.objectives.map((one) => [escaped(one.text), escaped(one.target), escaped(one.actual), one.rating === null ? `not rated: ${escaped(one.whyNotRated ?? 'no reason was given')}` : rated(one.rating)])),
  ...card.capabilities.flatMap((one) => section(capabilities[one.capability], ['Measure', 'Measured', 'Aim', 'Bounds', 'Rating', 'Source', 'Evidence'], one.metrics.map(metricRow))),
  ...section(capabilities.impact, ['Measure', 'Measured', 'In words'], card.impact.map((metric) => [escaped(metric.title), measuredText(metric), escaped(metric.sentence)])),
  ...section('Coverage, and what is owed', ['Customers', 'State'], customerRows(card)),
  ...section('What was not measured, and why', ['What', 'State', 'Why'], unmeasuredOf(card).map((one) => [escaped(one.what), one.state, escaped(one.why)])),
  ...section('Validity', ['Check', 'Result', 'What was seen'], card.validity.map((check) => [escaped(check.title), checks[check.is].word, escaped(check.saw)])),
  '## The record',
  `${escaped(`Run ${card.run}`)}, ${escaped(`scenario ${card.scenario.name} ${card.scenario.version}`)}, seed ${card.seed}, world ${escaped(card.world)}, started ${escaped(moment(card.startedAt))}, lasted ${duration(card.durationMs)}.`,
  `Journal ${card.journal.state}: ${many(card.journal.lines, 'line')} in ${many(card.journal.segments, 'segment')}, tip ${code(card.journal.tip)}. Judge it again with ${code(judgeAgain(card))}.`,
];

export const markdown = {
  summary: 'Tables for a job summary or a pull request',
  file: 'scorecard.md',
  render: (card: Scorecard): string => `${blocks(card).filter((block) => block !== '').join('\n\n')}\n`,
};
