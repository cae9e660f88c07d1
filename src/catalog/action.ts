/** Holds what a fault or a play is: a change to the world that plain JSON describes and that anybody with that JSON can withdraw. */
import type { z } from 'zod';
import type { CapabilityName, World } from '../ports/capabilities.ts';
import type { PodsEnded } from '../ports/world-kind.ts';
import type { AlertExpectation, Expectation } from '../record/events.ts';
import type { Json } from '../record/json.ts';

export interface Proof {
  readonly is: 'gone' | 'present' | 'unknown';
  readonly saw: string;
}

/** One way of withdrawing. `kept` names a value that somebody else set meanwhile and that was therefore left alone. */
export interface Way<N extends CapabilityName, Change> {
  readonly how: string;
  run(change: Change, world: World<N>, stop: AbortSignal): Promise<void | { kept: string }>;
}

/** A fault or a play as its own file writes it, with its own types. */
export interface ActionFile<N extends CapabilityName, S extends z.ZodType, C extends z.ZodType<Json>> {
  readonly kind: string;
  /** One sentence for `gameday list`, help and schema. */
  readonly summary: string;
  /** `flood` attacks start T0; a `look-alike` must not raise an alert; `control` proves that harm isn't the machine's. */
  readonly role: 'attack' | 'look-alike' | 'control' | 'fault' | 'play';
  readonly needs: readonly N[];
  /** Those of them that it needs with these settings, where that may be fewer. */
  needsWith?(spec: z.output<S>): readonly N[];
  readonly spec: S;
  readonly change: C;
  /** What it takes for itself, as names such as `proxy/mail`: two injects that overlap in time may not claim the same. */
  claims(spec: z.output<S>): readonly string[];
  /** What an observer must see, or the drill is inconclusive. `inject` is the inject's id. */
  felt(spec: z.output<S>, inject: string): readonly Expectation[];
  /** What it changes for good in the practised system, in words that go on from its name: such a request must not reach real accounts or real people. */
  changesState?(spec: z.output<S>): string | undefined;
  /** The pods that it ends, as far as its settings tell. */
  endsPods?(spec: z.output<S>): PodsEnded;
  /** What players are told when it begins and when it ends, where nothing else would show it. */
  tells?(spec: z.output<S>): { readonly begins: string; readonly ends: string } | undefined;
  /** The alert that would be right, where the scenario names none. */
  alert?(spec: z.output<S>): AlertExpectation | undefined;
  /** Reads original values and prepares; touches nothing that is practised. `name` is unique in the run: name what you add after it. */
  plan(spec: z.output<S>, about: { readonly name: string; readonly inject: string; readonly forMs: number }, world: World<N>, stop: AbortSignal): Promise<readonly z.output<C>[]>;
  apply(change: z.output<C>, world: World<N>, stop: AbortSignal): Promise<void>;
  /** How long what it strikes may take to come back by itself once it is withdrawn, where the proof waits for that. */
  readonly recoveryMs?: number;
  /** Ways of withdrawing, mildest first; each is idempotent, needs only the change, and is followed by `gone`. */
  readonly revert: readonly [Way<N, z.output<C>>, ...Way<N, z.output<C>>[]];
  /** Proves by a probe that the change is gone. */
  gone(change: z.output<C>, world: World<N>, stop: AbortSignal): Promise<Proof>;
}

/** An action as drill, heal and reaper see it: specs and changes are JSON, checked on the way in. */
export interface Action<S extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly summary: string;
  readonly role: ActionFile<CapabilityName, z.ZodType, z.ZodType<Json>>['role'];
  readonly needs: readonly CapabilityName[];
  needsWith(spec: Json): readonly CapabilityName[];
  readonly spec: S;
  claims(spec: Json): readonly string[];
  felt(spec: Json, inject: string): readonly Expectation[];
  changesState?(spec: Json): string | undefined;
  endsPods(spec: Json): readonly PodsEnded[];
  tells?(spec: Json): { readonly begins: string; readonly ends: string } | undefined;
  alert(spec: Json): AlertExpectation | undefined;
  plan(spec: Json, about: { readonly name: string; readonly inject: string; readonly forMs: number }, world: World<CapabilityName>, stop: AbortSignal): Promise<readonly Json[]>;
  apply(change: Json, world: World<CapabilityName>, stop: AbortSignal): Promise<void>;
  readonly recoveryMs?: number;
  readonly revert: readonly Way<CapabilityName, Json>[];
  gone(change: Json, world: World<CapabilityName>, stop: AbortSignal): Promise<Proof>;
}

/** Turns a file's typed action into the common form. The spec that arrives is the resolved one, so it is not parsed twice. */
export function action<const N extends CapabilityName, S extends z.ZodType<Json, unknown>, C extends z.ZodType<Json>>(file: ActionFile<N, S, C>): Action<S> {
  const specOf = (spec: Json) => spec as z.output<S>;
  const changeOf = (change: Json) => file.change.parse(change);
  return {
    kind: file.kind,
    summary: file.summary,
    role: file.role,
    needs: file.needs,
    needsWith: (spec) => file.needsWith?.(specOf(spec)) ?? file.needs,
    spec: file.spec,
    claims: (spec) => file.claims(specOf(spec)),
    felt: (spec, inject) => file.felt(specOf(spec), inject),
    changesState: (spec) => file.changesState?.(specOf(spec)),
    endsPods: (spec) => [file.endsPods?.(specOf(spec)) ?? []].flat(),
    tells: (spec) => file.tells?.(specOf(spec)),
    alert: (spec) => file.alert?.(specOf(spec)),
    plan: (spec, about, world, stop) => file.plan(specOf(spec), about, world, stop),
    apply: (change, world, stop) => file.apply(changeOf(change), world, stop),
    ...(file.recoveryMs !== undefined && { recoveryMs: file.recoveryMs }),
    revert: file.revert.map((way) => ({ how: way.how, run: (change, world, stop) => way.run(changeOf(change), world, stop) })),
    gone: (change, world, stop) => file.gone(changeOf(change), world, stop),
  };
}
