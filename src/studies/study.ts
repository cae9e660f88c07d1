/** Holds what a what-if study is: a scenario, what is varied in it, and the result of each simulated run. */
import type { ModelInput } from '../worlds/simulated/model-settings.ts';
import type { Outcome, Rating } from '../judge/scorecard.ts';
import type { Compared } from './compared.ts';
import type { Level } from './distribution.ts';
import type { DesignName } from './design.ts';

/** Plain JSON; the same plan gives the same results. */
export interface StudyPlan {
  readonly gameday: string;
  readonly scenario: { readonly name: string; readonly version: string; readonly title: string };
  /** What the scenario's file says, before defaults. */
  readonly raw: unknown;
  /** What the model takes as given, where it isn't the default. */
  readonly model?: ModelInput;
  readonly vary: readonly { readonly path: string; readonly values: string }[];
  readonly design: DesignName;
  readonly runs: number;
  readonly seed: number;
}

/** One metric of one run, in the metric's own unit: milliseconds, a share from 0 to 1, a count. */
export interface RunMetric {
  readonly is: 'value' | 'atLeast' | 'unmeasured' | 'not exercised';
  readonly n?: number;
  readonly rating: Rating | null;
}

export interface RunResult {
  /** From 0 to below `runs`. */
  readonly run: number;
  readonly seed: number;
  /** In the order of `vary`. */
  readonly values: readonly Level[];
  readonly outcome: Outcome;
  /** What kept a verdict back: validity checks that failed or could not be made, capabilities that could not be rated. */
  readonly doubts: readonly { readonly what: string; readonly saw: string }[];
  /** By capability; null where not rated. */
  readonly ratings: Readonly<Record<string, Rating | null>>;
  /** By metric id. */
  readonly metrics: Readonly<Record<string, RunMetric>>;
  readonly compared: Compared;
}

/** What a worker is given: its runs, by number. */
export interface WorkOrder {
  readonly plan: StudyPlan;
  readonly runs: readonly { readonly run: number; readonly values: readonly Level[] }[];
}

/** What it tells: each result, and at last an error that names the run, or none. */
export type WorkerWord = { readonly result: RunResult } | { readonly failed: { readonly run: number; readonly why: string } };
