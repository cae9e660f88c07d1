/** Holds what an observer is: something that watches the world and pushes what it sees into the record, without judging it. */
import type { z } from 'zod';
import type { CapabilityName, World } from '../ports/capabilities.ts';
import type { Emit } from '../record/events.ts';
import type { Json } from '../record/json.ts';

export interface Observer<S extends z.ZodType<Json, unknown> = z.ZodType<Json, unknown>> {
  readonly kind: string;
  readonly summary: string;
  readonly needs: readonly CapabilityName[];
  readonly spec: S;
  /** Environment variables whose secrets it sends off; only their names are ever in a record. */
  secrets(spec: Json): readonly string[];
  /** Heartbeats are the drill's; an observer that returns before `stop` aborts is a blind one. */
  observe(spec: Json, world: World<CapabilityName>, emit: Emit, stop: AbortSignal): Promise<void>;
}

export interface ObserverFile<N extends CapabilityName, S extends z.ZodType<Json, unknown>> {
  readonly kind: string;
  readonly summary: string;
  readonly needs: readonly N[];
  readonly spec: S;
  secrets?(spec: z.output<S>): readonly string[];
  observe(spec: z.output<S>, world: World<N>, emit: Emit, stop: AbortSignal): Promise<void>;
}

export function observer<const N extends CapabilityName, S extends z.ZodType<Json, unknown>>(file: ObserverFile<N, S>): Observer<S> {
  return { ...file, secrets: (spec) => file.secrets?.(spec as z.output<S>) ?? [], observe: (spec, world, emit, stop) => file.observe(spec as z.output<S>, world, emit, stop) };
}
