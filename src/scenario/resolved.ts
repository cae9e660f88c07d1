/** Holds a scenario after it was checked and filled in: durations in milliseconds, defaults stated, kinds known. Plain JSON throughout. */
import type { Team } from '../catalog/faults/team-script.ts';
import type { CapabilityName } from '../ports/capabilities.ts';
import type { AlertExpectation, Brief } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import type { PanelSource } from './panel/source.ts';

export interface ResolvedInject {
  readonly inject: string;
  readonly lane: string;
  readonly fault: string;
  readonly title: string;
  /** From the start of the timeline, before jitter. */
  readonly atMs: number;
  readonly forMs: number;
  /** Largest shift that the seed may give, to either side. */
  readonly jitterMs: number;
  /** The fault's own settings as its schema resolved them. */
  readonly spec: Json;
  readonly alert?: AlertExpectation;
}

/** What is recorded of a script: by the sums of its files anybody can tell whether it is the one at hand. */
export interface ScriptRecord {
  /** As the scenario names it. */
  readonly path: string;
  /** Of `files` as `sha256sum` lists them: `SUM  PATH` a line, in order of the paths. */
  readonly sha256: string;
  /** The script and all that it imports or opens: SHA-256 by path from the folder of the scenario. */
  readonly files: Readonly<Record<string, string>>;
}

export interface ResolvedScenario {
  readonly brief: Brief;
  readonly durationMs: number;
  readonly seed: number;
  readonly world: {
    /** What the scenario needs of a world beside what its faults, observers and plays need. */
    readonly needs: readonly CapabilityName[];
    /** The world's own settings: for the range, its capacities. */
    readonly settings: Json;
  };
  /** Legitimate traffic: total rate, and the share of each region or the team's own script; null for none (observe mode, or traffic that nobody here knows of). */
  readonly traffic: { readonly rps: number; readonly regions: Readonly<Record<string, number>> } | { readonly rps: number; readonly team: Team } | null;
  /** The k6 scripts of the team's own that it runs, as they were packed for it; none before that. */
  readonly scripts: readonly ScriptRecord[];
  /** Where the customers come from; those who take part are in the settings of the world. Absent where the world deals its own. */
  readonly panel?: PanelSource;
  /** What must hold before the first inject, watched from zero for `forMs`. */
  readonly steady: { readonly forMs: number; readonly availabilityMin: number };
  readonly injects: readonly ResolvedInject[];
  /** `usual`: nobody asked for it by name, so a world that can't have it does without. */
  readonly observers: readonly { readonly observer: string; readonly spec: Json; readonly usual?: true }[];
  /** What it sets of receivers, by kind; the others keep their defaults. */
  readonly receivers?: Readonly<Record<string, Json>>;
  readonly responders: readonly { readonly role: string; readonly by: 'autopilot' | 'human' | 'automation'; readonly name: string; readonly spec: Json }[];
  readonly guardrails: readonly ResolvedGuardrail[];
}

export type ResolvedGuardrail =
  | { readonly kind: 'availability'; readonly min: number; readonly forMs: number }
  | { readonly kind: 'wall-clock'; readonly maxMs: number }
  | { readonly kind: 'query'; readonly name: string; readonly prometheus: string; readonly query: string; readonly aboveMax?: number; readonly belowMin?: number; readonly forMs: number };
