/** Holds the objectives of a scenario with what was aimed at and what came out. */
import type { Brief } from '../record/events.ts';
import type { MetricResult, ObjectiveResult } from './scorecard.ts';
import { aimText, measuredText } from './words.ts';

export function objectivesOf(objectives: Brief['objectives'], results: readonly MetricResult[]): readonly ObjectiveResult[] {
  return objectives.map(({ id, text, metric }) => {
    const result = results.find((one) => one.id === metric);
    if (result === undefined) return { id, text, metric, target: 'none', actual: 'not measured', rating: null, whyNotRated: `no metric is called "${metric}"` };
    const { measured, unit, bounds, rating, whyNotRated } = result;
    const why = whyNotRated ?? (rating === null ? 'this metric is shown and never rated' : undefined);
    return { id, text, metric, target: bounds === undefined ? 'none' : aimText(unit, bounds), actual: measuredText(unit, measured), rating, ...(why !== undefined && { whyNotRated: why }) };
  });
}
