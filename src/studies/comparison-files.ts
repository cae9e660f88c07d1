/** Holds the files of a comparison for people and programs. */
import { csv } from '../report/csv.ts';
import { escaped, table } from '../report/markdown-text.ts';
import { aboutText, comparisonTable, flat, sentencesOf } from './comparison-words.ts';
import type { Comparison, Spread } from './comparison.ts';
import { fates } from './compared.ts';
import { comparisonSvg } from './page/comparison-figure.ts';
import { comparisonPage } from './page/comparison-page.ts';

function markdown(comparison: Comparison): string {
  const { heads, rows } = comparisonTable(comparison);
  const sentences = sentencesOf(comparison).map(({ title, sentence }) => `- **${escaped(title)}:** ${escaped(sentence)}`);
  return `${escaped(aboutText(comparison))}\n\n${table(heads, rows.map((row) => row.map((cell) => escaped(flat(cell)))))}\n\n${sentences.join('\n')}\n`;
}

const three = (name: string) => [`${name} p5`, `${name} p50`, `${name} p95`, `${name} runs`];
const numbers = (spread: Spread | null | undefined) => [spread?.p5, spread?.p50, spread?.p95, spread?.runs ?? 0];

const comparisonCsv = ({ arms }: Comparison): string =>
  csv(
    ['variant', 'title', 'runs', ...['outage (ms)', 'less outage (ms)', 'first correct alert (ms)', 'traffic at a partner (ms)', 'more told in time', ...fates.map((fate) => `told ${fate}`)].flatMap(three)],
    arms.map(({ id, title, runs, outageMs, gained, detectedMs, divertedMs, told }) => [id, title, runs, ...[outageMs, gained?.outageMs, detectedMs, divertedMs, gained?.inTime, ...fates.map((fate) => told?.[fate])].flatMap(numbers)]),
  );

/** By file name. */
export const comparisonFiles = (comparison: Comparison): Readonly<Record<string, string>> => ({
  'comparison.html': comparisonPage(comparison),
  'comparison.svg': comparisonSvg(comparison),
  'comparison.md': markdown(comparison),
  'comparison.csv': comparisonCsv(comparison),
  'comparison.json': `${JSON.stringify(comparison, null, 2)}\n`,
});
