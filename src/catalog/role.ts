/** Holds what a role on autopilot is: a responder that hears what a person in that role would hear, and moves only through plays. */
import type { z } from 'zod';
import type { Ask, Notice } from '../ports/plays.ts';
import type { Clock, Random } from '../ports/time.ts';
import type { EventOf, Milestone } from '../record/events.ts';
import type { Json } from '../record/json.ts';

/** What a responder may know: tools (a partner's dashboard shows its counters) and colleagues, never injects or changes. */
export const audible = ['alert.heard', 'milestone.reached', 'mail.canary', 'path.seen', 'traffic.second', 'status.fetched', 'notice.moved', 'counters.read', 'probes.seen', 'call.moved'] as const;
export type Audible = (typeof audible)[number];

/** A role's seat: how it perceives, waits, speaks and acts. Everything it does is journalled as `role/<kind>`. */
export interface Desk {
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves with the first event from now on (or, with `past`, from the start) that `where` accepts; undefined once `stop` aborts. */
  hear<K extends Audible>(kind: K, where: (event: EventOf<K>) => boolean, stop: AbortSignal, past?: boolean): Promise<EventOf<K> | undefined>;
  reach(milestone: Milestone, detail?: string): void;
  /** Puts down what no event tells, such as why nothing was done. */
  note(text: string): void;
  /** Runs a play from the catalogue as a journalled, leased change; it is withdrawn with the drill unless `withdraw` is called before. */
  play(kind: string, spec: Json, stop: AbortSignal): Promise<void>;
  /** Publishes to a channel; every message gets the drill's banner. Resolves with whether the channel took it. */
  publish(notice: Omit<Notice, 'id'>, stop: AbortSignal): Promise<boolean>;
  /** What waits for the support desk. */
  asks(ways: readonly Ask['way'][], stop: AbortSignal): Promise<readonly Ask[]>;
  /** Answers one of them; resolves with whether it could still be answered. */
  answer(ask: Ask, text: string, stop: AbortSignal): Promise<boolean>;
  /** Deletes a case: what the support desk of 2013 did. */
  remove(id: string, stop: AbortSignal): Promise<void>;
  /** False while an inject keeps this role from answering. */
  reachable(stop: AbortSignal): Promise<boolean>;
}

export interface Role<S extends z.ZodType<Json, unknown> = z.ZodType<Json, unknown>> {
  readonly kind: string;
  readonly summary: string;
  /** Reaction times as stated ranges; each draw comes from the seed. */
  readonly spec: S;
  act(spec: Json, desk: Desk, stop: AbortSignal): Promise<void>;
}

export interface RoleFile<S extends z.ZodType<Json, unknown>> extends Omit<Role<S>, 'act'> {
  act(spec: z.output<S>, desk: Desk, stop: AbortSignal): Promise<void>;
}

export function role<S extends z.ZodType<Json, unknown>>(file: RoleFile<S>): Role<S> {
  return { ...file, act: (spec, desk, stop) => file.act(spec as z.output<S>, desk, stop) };
}
