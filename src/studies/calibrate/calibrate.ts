/** Holds a calibration: the model's parameters as real runs show them, and how far the model with them is from those runs and from others. */
import { median } from 'simple-statistics';
import type { Catalogue } from '../../catalog/catalogue.ts';
import { judge } from '../../judge/judge.ts';
import type { History } from '../../record/history.ts';
import { modelSettings } from '../../worlds/simulated/model-settings.ts';
import type { ModelInput, ModelSettings } from '../../worlds/simulated/model-settings.ts';
import { drillInMemory } from '../drill-in-memory.ts';
import { compare } from './compare.ts';
import type { Row } from './compare.ts';
import { estimators } from './estimators.ts';
import type { Parameter } from './estimators.ts';
import { seenIn } from './seen.ts';
import type { Seen } from './seen.ts';

/** A run as it was read, and how people named it. */
export interface Named {
  readonly history: History;
  readonly where: string;
}

export interface Fitted {
  readonly parameter: Parameter;
  readonly what: string;
  readonly default: number;
  /** The median over the runs that show it; absent where none does. */
  readonly fitted?: number;
  /** How many runs show it. */
  readonly runs: number;
  /** Why none does. */
  readonly why?: string;
}

export interface Compared {
  readonly run: string;
  readonly scenario: string;
  /** True where it had no part in the fit. */
  readonly heldOut: boolean;
  readonly metrics: readonly Row[];
}

export interface Calibration {
  readonly parameters: readonly Fitted[];
  /** For `--model`: what was fitted; everything else keeps its default. */
  readonly model: ModelInput;
  readonly runs: readonly Compared[];
}

const digits = 4;

export function fit(all: readonly Seen[]): readonly Fitted[] {
  const defaults: ModelSettings = modelSettings.parse({});
  return (Object.keys(estimators) as Parameter[]).map((parameter): Fitted => {
    const estimates = all.map(estimators[parameter]);
    const values = estimates.flatMap((one) => ('value' in one ? [one.value] : []));
    const why = estimates.find((one) => 'why' in one)?.why;
    const about = { parameter, what: modelSettings.shape[parameter].description ?? '', default: defaults[parameter], runs: values.length };
    return values.length === 0 ? { ...about, ...(why !== undefined && { why }) } : { ...about, fitted: Number(median(values).toPrecision(digits)) };
  });
}

export interface Of {
  readonly gameday: string;
  readonly catalogue: Catalogue;
}

/** The same scenario and seed, simulated with these parameters and judged as the real run was. */
export async function against({ history, run, scenario }: Seen, model: ModelInput, { gameday, catalogue }: Of): Promise<readonly Row[]> {
  const simulated = await drillInMemory({ run, gameday, catalogue, scenario, model });
  return compare(judge(history), judge(simulated));
}

/** Throws a `Problem` that names the run where one can't be used. */
export async function calibrate(fitOn: readonly Named[], heldOut: readonly Named[], of: Of): Promise<Calibration> {
  const seen = (some: readonly Named[]) => some.map(({ history, where }) => seenIn(history, where));
  const [fitted, others] = [seen(fitOn), seen(heldOut)];
  const parameters = fit(fitted);
  const model: ModelInput = Object.fromEntries(parameters.flatMap(({ parameter, fitted: value }) => (value === undefined ? [] : [[parameter, value]])));
  const runs: Compared[] = [];
  for (const [some, isHeldOut] of [[fitted, false], [others, true]] as const) {
    for (const one of some) runs.push({ run: one.run, scenario: one.scenario.brief.name, heldOut: isHeldOut, metrics: await against(one, model, of) });
  }
  return { parameters, model, runs };
}
