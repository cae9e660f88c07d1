/** Holds a study's summary for the terminal. */
import { count, share, written } from '../../report/format.ts';
import { capabilities } from '../../report/words.ts';
import type { StudySummary } from '../../studies/summary.ts';
import { table } from '../table.ts';

const influencesMost = 8;

export function studyTable(summary: StudySummary, width: number): string {
  const outcomes = Object.entries(summary.outcomes).map(([name, one]) => [name, `${share(one.share)} of runs (95 % interval ${share(one.low)} to ${share(one.high)})`]);
  const doubts = Object.entries(summary.doubts).map(([what, { runs, example }]) => [what, `${count(runs)} runs, such as: ${example}`]);
  const critical = summary.metrics.filter((metric) => metric.critical && metric.quantiles !== undefined);
  const spread = critical.map(({ title, unit, quantiles }) => [title, quantiles === undefined ? '–' : `median ${written[unit](quantiles.p50)}, 5 to 95 %: ${written[unit](quantiles.p5)} to ${written[unit](quantiles.p95)}`]);
  const moves = summary.influences.slice(0, influencesMost).map(({ path, metric, rho }) => [path, `${rho.toFixed(2)} with ${metric in capabilities || metric === 'outcome' ? `the rating of ${metric}` : metric}`]);
  const part = (title: string, rows: readonly (readonly string[])[]) => (rows.length === 0 ? '' : `${title}\n${table(rows, width)}\n\n`);
  return `SIMULATED: ${count(summary.done)} runs of ${summary.plan.scenario.name}; every number comes from a model.\n\n${part('Outcome', outcomes)}${part('Inconclusive because of', doubts)}${part('Critical measures', spread)}${part('What moves what (rank correlation)', moves)}`;
}
