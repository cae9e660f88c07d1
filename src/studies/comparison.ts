/** Holds what the variants of a scenario are worth: for each the spread of outage and customers told, and the difference to the scenario as it stands, seed by seed. */
import { quantileSorted } from 'simple-statistics';
import { fates, inTimeMs, type Fate } from './compared.ts';
import type { RunResult, StudyPlan } from './study.ts';

/** Of the runs in which it was measured, or happened. */
export interface Spread {
  readonly runs: number;
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

export interface ArmSummary {
  readonly id: string;
  readonly title: string;
  readonly runs: number;
  /** Milliseconds outside the objective, and from when users first were to the first correct alert and to traffic on a partner's path; null where it never was. */
  readonly outageMs: Spread | null;
  readonly detectedMs: Spread | null;
  readonly divertedMs: Spread | null;
  /** Customers. */
  readonly told: Readonly<Record<Fate, Spread>> | null;
  /** Against the run of the scenario as it stands with the same seed; negative where it got worse. Null for that scenario itself. */
  readonly gained: { readonly outageMs: Spread | null; readonly inTime: Spread | null } | null;
}

export interface Comparison {
  /** Always true: no run of a study is real. */
  readonly simulated: true;
  readonly gameday: string;
  readonly scenario: StudyPlan['scenario'];
  readonly seed: number;
  readonly runs: number;
  /** Null where nobody listed them. */
  readonly customers: number | null;
  /** Until when, from when users were first outside their objective, customers count as told in time. */
  readonly inTimeMs: number;
  readonly arms: readonly ArmSummary[];
}

export interface ArmResults {
  readonly id: string;
  readonly title: string;
  readonly results: readonly RunResult[];
}

function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const sorted = values.flatMap((value) => value ?? []).toSorted((a, b) => a - b);
  return sorted.length === 0 ? null : { runs: sorted.length, p5: quantileSorted(sorted, 0.05), p50: quantileSorted(sorted, 0.5), p95: quantileSorted(sorted, 0.95) };
}

const measured = (id: string) => ({ metrics }: RunResult): number | undefined => (metrics[id]?.is === 'value' ? metrics[id].n : undefined);
const outageOf = measured('outage');
const fateOf = (fate: Fate) => ({ compared: { told } }: RunResult): number | undefined => told?.[fate];
const inTimeOf = fateOf('in time');

function toldOf(results: readonly RunResult[]): ArmSummary['told'] {
  const spreads = fates.map((fate) => [fate, spreadOf(results.map(fateOf(fate)))] as const);
  return spreads.some(([, spread]) => spread === null) ? null : (Object.fromEntries(spreads) as Record<Fate, Spread>);
}

function gainedBy(results: readonly RunResult[], before: ReadonlyMap<number, RunResult>): ArmSummary['gained'] {
  const gain = (of: (result: RunResult) => number | undefined, sign: 1 | -1) =>
    spreadOf(results.map((result) => {
      const [then, now] = [before.get(result.run), of(result)];
      const was = then && of(then);
      return was === undefined || now === undefined ? null : sign * (now - was);
    }));
  return { outageMs: gain(outageOf, -1), inTime: gain(inTimeOf, 1) };
}

/** The first arm is the scenario as it stands. */
export function comparisonOf(arms: readonly ArmResults[], about: Pick<StudyPlan, 'gameday' | 'scenario' | 'seed' | 'runs'>, compression: number): Comparison {
  const asItIs = arms[0]?.results ?? [];
  const before = new Map(asItIs.map((result) => [result.run, result]));
  const [told] = asItIs.flatMap(({ compared }) => compared.told ?? []);
  return {
    simulated: true,
    ...about,
    customers: told === undefined ? null : Math.round(fates.reduce((sum, fate) => sum + told[fate], 0)),
    inTimeMs: inTimeMs / compression,
    arms: arms.map(({ id, title, results }, n) => ({
      id,
      title,
      runs: results.length,
      outageMs: spreadOf(results.map(outageOf)),
      detectedMs: spreadOf(results.map(({ compared }) => compared.detectedMs)),
      divertedMs: spreadOf(results.map(({ compared }) => compared.divertedMs)),
      told: toldOf(results),
      gained: n === 0 ? null : gainedBy(results, before),
    })),
  };
}
