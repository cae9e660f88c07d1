/** Holds the files of a study for people and programs, from its results. */
import { metrics } from '../judge/metrics/index.ts';
import { csv } from '../report/csv.ts';
import { studyPage } from './page/page.ts';
import type { RunResult, StudyPlan } from './study.ts';
import { summaryOf } from './summary.ts';
import type { StudySummary } from './summary.ts';

const unitOf = (id: string): string => metrics.find((metric) => metric.id === id)?.unit ?? '';

function runsCsv(plan: StudyPlan, results: readonly RunResult[]): string {
  const ids = [...new Set(results.flatMap((result) => Object.keys(result.metrics)))];
  const capabilities = Object.keys(results[0]?.ratings ?? {});
  return csv(
    ['run', 'seed', ...plan.vary.map(({ path }) => path), 'outcome', ...capabilities, ...ids.flatMap((id) => [`${id} (${unitOf(id)})`, `${id} rating`])],
    results.map((result) => [
      result.run,
      result.seed,
      ...result.values.map((value) => (typeof value === 'number' ? value : String(value))),
      result.outcome,
      ...capabilities.map((name) => result.ratings[name] ?? ''),
      ...ids.flatMap((id) => { const one = result.metrics[id]; return [one?.n ?? one?.is, one?.rating ?? '']; }),
    ]),
  );
}

/** By file name. */
export function studyFiles(plan: StudyPlan, unordered: readonly RunResult[]): { readonly summary: StudySummary; readonly files: Readonly<Record<string, string>> } {
  const results = unordered.toSorted((a, b) => a.run - b.run);
  const summary = summaryOf(plan, results);
  return { summary, files: { 'study.html': studyPage(summary, results), 'study.json': `${JSON.stringify(summary, null, 2)}\n`, 'runs.csv': runsCsv(plan, results) } };
}
