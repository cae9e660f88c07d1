/** Holds the summary that a terminal shows when a drill has ended. */
import type { CapabilityResult, MetricResult, Scorecard } from '../judge/scorecard.ts';
import { banners } from './banners.ts';
import { duty, question, rulingText } from './finding-words.ts';
import { aimText, measuredText } from './format.ts';
import { cells, fit, pad, painter, wrap } from './terminal-text.ts';
import type { Paint } from './terminal-text.ts';
import { unmeasuredOf } from './unmeasured.ts';
import { capabilities, outcomes, ratings, sentenceCase, toneOf } from './words.ts';
import { html } from './html.ts';
import { inert } from './inert.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';

interface Page {
  readonly width: number;
  readonly paint: Paint;
}

const barCells = 10;
/** What stands before the rating's words: margin, name, letter, bar and score. */
const startCells = 2 + 15 + 3 + barCells + 4 + 2;

const bar = ({ paint }: Page, one: CapabilityResult): string => {
  if (one.score === null) return ' '.repeat(barCells + 4);
  const full = Math.round((Math.max(0, Math.min(100, one.score)) / 100) * barCells);
  return `${paint(toneOf(one.rating), '━'.repeat(full))}${paint('dim', '─'.repeat(barCells - full))}${String(Math.round(one.score)).padStart(4)}`;
};

const indented = (page: Page, text: string, by: number): readonly string[] => wrap(text, page.width - by).map((line) => ' '.repeat(by) + line);

/** With less room for titles than this, each measure takes lines of its own. */
const titleCells = 24;

/** The rating in words stands above its sentence, so that the letter needs no legend. */
const capabilityLines = (page: Page, one: CapabilityResult, counts: boolean): readonly string[] => {
  const word = one.inScope ? (one.rating === null ? 'not rated' : ratings[one.rating].word + (counts ? '' : ' (does not count)')) : 'out of scope';
  const tone = one.inScope && counts ? toneOf(one.rating) : 'none';
  const start = `  ${page.paint('bold', pad(capabilities[one.capability], 15))}${page.paint(tone, one.rating ?? '–')}  ${bar(page, one)}`;
  const fits = startCells + cells(word) <= page.width;
  const first = fits ? [`${start}  ${page.paint(tone, word)}`] : [start, ...indented(page, word, 4).map((line) => page.paint(tone, line))];
  return [...first, ...indented(page, one.sentence, 4)];
};

/** The critical measures, and whatever else was rated below the aim. */
const keyMetrics = (card: Scorecard): readonly MetricResult[] =>
  card.capabilities.filter((one) => one.inScope).flatMap((one) => one.metrics).filter((metric) => metric.critical || (metric.rating !== null && metric.rating !== 'P'));

const metricLines = (page: Page, card: Scorecard): readonly string[] => {
  const rows = keyMetrics(card).map((metric) => ({ title: inert(metric.title), measured: measuredText(metric), aim: aimText(metric) ?? '', rating: metric.rating }));
  if (rows.length === 0) return [];
  const measured = Math.max(8, ...rows.map((row) => cells(row.measured)));
  const aim = Math.max(3, ...rows.map((row) => cells(row.aim)));
  const room = page.width - measured - aim - 14;
  if (room < titleCells) return ['', ...rows.flatMap((row) => [...indented(page, row.title, 2), ...indented(page, `${row.rating ?? '–'}  ${row.measured}; aim: ${row.aim || 'none'}`, 4)])];
  const title = Math.min(room, Math.max(7, ...rows.map((row) => cells(row.title))));
  const line = (a: string, b: string, c: string, d: string): string => `  ${pad(fit(a, title), title)}  ${pad(b, measured)}  ${pad(c, aim)}  ${d}`;
  return ['', page.paint('dim', line('Measure', 'Measured', 'Aim', 'Rating')), ...rows.map((row) => line(row.title, row.measured, row.aim, page.paint(toneOf(row.rating), row.rating ?? '–')))];
};

const tally = (card: Scorecard): string => {
  const asked = card.validity.filter((check) => check.is !== 'not applicable');
  const held = asked.filter((check) => check.is === 'held').length;
  const unproved = asked.filter((check) => check.is === 'unproved').length;
  const missing = unmeasuredOf(card).length;
  const findings = card.findings.length;
  const questions = card.findings.filter((one) => question(one) !== '').length;
  return `Validity: ${held} of ${asked.length} checks held${unproved === 0 ? '' : `, ${unproved} unproved`}. Findings: ${findings}${questions === 0 ? '' : `, ${questions} for a facilitator to decide (gameday rule)`}. Not measured or not rated: ${missing}.`;
};

const files = [html, markdown, junit, json];

const fileLines = (page: Page): readonly string[] => {
  const name = Math.max(...files.map((one) => one.file.length));
  return [page.paint('dim', "In the run's folder:"), ...files.flatMap((one) => {
    const [first = '', ...more] = wrap(one.summary, page.width - name - 4);
    return [`  ${pad(one.file, name)}  ${first}`, ...more.map((line) => ' '.repeat(name + 4) + line)];
  })];
};

/** `width` is in cells; nothing is wider, from 40 on. Without `colour` there is no escape sequence in it. Ends with a line break. */
export const terminalSummary = (card: Scorecard, { colour, width }: { readonly colour: boolean; readonly width: number }): string => {
  const page: Page = { width: Math.max(40, Math.min(width, 120)), paint: painter(colour) };
  const { word, tone } = outcomes[card.outcome];
  const counts = card.outcome !== 'inconclusive';
  const lines = [
    ...wrap(`${word}${card.rehearsal ? ' (rehearsal)' : ''}`, page.width).map((line) => page.paint('bold', page.paint(tone, line))),
    ...wrap(card.scenario.title, page.width).map((line) => page.paint('dim', line)),
    '',
    ...wrap(card.headline, page.width),
    ...banners(card).flatMap((banner) => ['', ...wrap(`${banner.title}: ${banner.text}`, page.width - 2).map((line) => `${page.paint(banner.tone, '│')} ${line}`)]),
    ...card.capabilities.flatMap((one) => ['', ...capabilityLines(page, one, counts)]),
    ...metricLines(page, card),
    '',
    ...card.findings.filter((one) => one.severity === 'critical' || one.severity === 'high' || one.ruling !== undefined).flatMap((one) => wrap(`${one.severity} finding (${duty(one)}): ${one.text}${one.ruling === undefined ? '' : ` ${sentenceCase(rulingText(one.ruling))}`}`, page.width)),
    ...wrap(tally(card), page.width),
    ...wrap(`Journal ${card.journal.state}, tip ${inert(card.journal.tip).slice(0, 64)}`, page.width).map((line) => page.paint('dim', line)),
    '',
    ...fileLines(page),
  ];
  return `${lines.join('\n')}\n`;
};
