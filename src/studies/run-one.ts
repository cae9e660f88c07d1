/** Holds one run of a study: the scenario with its values, simulated, judged, and cut down to its numbers. */
import type { Catalogue } from '../catalog/catalogue.ts';
import { judge } from '../judge/judge.ts';
import { metricsOf } from '../judge/metrics-of.ts';
import { metrics } from '../judge/metrics/index.ts';
import type { MetricResult } from '../judge/scorecard.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { comparedOf } from './compared.ts';
import type { Level } from './distribution.ts';
import { simulatedWorld } from '../worlds/simulated/index.ts';
import { drillInMemory } from './drill-in-memory.ts';
import type { RunMetric, RunResult, StudyPlan } from './study.ts';
import { fieldsOf, setAt } from './vary.ts';

/** Seeds follow one another, so that a run can be looked at alone with `gameday run --world simulated --seed`. */
export const seedOf = ({ seed }: StudyPlan, run: number): number => (seed + run) >>> 0;

/** Throws a `ScenarioProblem` where a value makes the scenario one that can't be run. */
export function scenarioAt(catalogue: Catalogue, plan: StudyPlan, run: number, values: readonly Level[]): ResolvedScenario {
  const raw = plan.vary.reduce((whole, { path }, i) => fieldsOf(path).reduce((part, field) => setAt(part, field, values[i] ?? ''), whole), plan.raw);
  const file = `run ${run}${plan.vary.map(({ path }, i) => `${i === 0 ? ', with' : ''} ${path}=${String(values[i])}`).join('')}`;
  return { ...parseScenario(catalogue, raw, { metrics, settings: simulatedWorld.settings, file }), seed: seedOf(plan, run) };
}

const numberOf = ({ measured, rating }: MetricResult): RunMetric => ('n' in measured ? { is: measured.is, n: measured.n, rating } : { is: measured.is, rating });

export async function runOne(catalogue: Catalogue, plan: StudyPlan, run: number, values: readonly Level[]): Promise<RunResult> {
  const scenario = scenarioAt(catalogue, plan, run, values);
  const history = await drillInMemory({ run: `study-${run}`, gameday: plan.gameday, catalogue, scenario, ...(plan.model && { model: plan.model }) });
  const card = judge(history);
  return {
    run,
    seed: scenario.seed,
    values,
    outcome: card.outcome,
    doubts: [
      ...card.validity.filter(({ is }) => is === 'failed' || is === 'unknown').map(({ title, is, saw }) => ({ what: `${is}: ${title}`, saw })),
      ...card.capabilities.filter(({ inScope, rating }) => inScope && rating === null).map(({ capability, sentence }) => ({ what: `not rated: ${capability}`, saw: sentence })),
    ],
    ratings: Object.fromEntries(card.capabilities.filter(({ inScope }) => inScope).map(({ capability, rating }) => [capability, rating])),
    compared: comparedOf(history),
    metrics: Object.fromEntries(metricsOf(card).map((metric) => [metric.id, numberOf(metric)])),
  };
}
