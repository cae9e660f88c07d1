/** Holds a comparison of variants for the terminal. */
import { aboutText, comparisonTable, flat, sentencesOf } from '../../studies/comparison-words.ts';
import type { Comparison } from '../../studies/comparison.ts';
import { table } from '../table.ts';

/** Its table is too wide for most terminals, so each variant is a part of its own. */
export function comparisonText(comparison: Comparison, width: number): string {
  const { heads, rows } = comparisonTable(comparison);
  const sentences = sentencesOf(comparison);
  const parts = rows.map((row, at) => {
    const [title = '', ...cells] = row.map(flat);
    const sentence = sentences[at - 1]?.sentence;
    return `${title}\n${sentence === undefined ? '' : `${table([[sentence]], width)}\n`}${table(cells.flatMap((cell, n) => (cell === '' ? [] : [[(heads[n + 1] ?? '').toLowerCase(), cell]])), width)}`;
  });
  return `${table([[aboutText(comparison)]], width, 0)}\n\n${parts.join('\n\n')}\n\n`;
}
