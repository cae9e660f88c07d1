/** Holds the type of scenarios as people write them, derived from the schema and from a catalogue, for completion in editors. */
import type { z } from 'zod';
import type { Catalogue } from '../catalog/catalogue.ts';
import type { frame, timing } from './frame.ts';

type Specs = Readonly<Record<string, { readonly spec: z.ZodType }>>;
type SpecOf<C extends Specs, K extends keyof C> = z.input<C[K]['spec']>;

/** `with` may be left out where the fault has a default for everything. */
type With<Spec> = object extends Spec ? { readonly with?: Spec } : { readonly with: Spec };
type Timing = z.input<z.ZodObject<typeof timing>>;
type Inject<C extends Specs> = { [K in keyof C]: { readonly fault: K } & With<SpecOf<C, K>> & Timing }[keyof C];
type Seat<Spec> = 'human' | { readonly autopilot: Spec } | { readonly automation: string };

export interface Target {
  readonly p: string | number;
  readonly s: string | number;
  readonly m: string | number;
  readonly why: string;
}

export type ScenarioOf<C extends Catalogue> = z.input<typeof frame> & {
  /** What the drill is to show, each by the metric that decides it. */
  readonly objectives?: readonly { readonly id: string; readonly text: string; readonly metric: string }[];
  /** Bounds that replace those of the rubric, by metric: durations as text, shares as shortfalls. */
  readonly targets?: Readonly<Record<string, Target>>;
  /** Injects by lane: in sequence within a lane, lanes side by side. */
  readonly lanes?: Readonly<Record<string, readonly Inject<C['faults']>[]>>;
  /** Settings of observers, or false for one that is not to watch. */
  readonly observers?: { readonly [K in keyof C['observers']]?: false | SpecOf<C['observers'], K> };
  /** Who answers, by role. */
  readonly responders?: { readonly [K in keyof C['roles']]?: Seat<SpecOf<C['roles'], K>> };
};
