/** Holds what a request meets behind the edge: whether what it needs answers, and how long its work takes. */
import type { Flow } from './mix.ts';
import { original } from './state.ts';
import type { State } from './state.ts';
import { fate } from './toxics.ts';
import type { Fate } from './toxics.ts';

/** What a page is to a proxy, and how long users wait for it. */
const page = { bytes: 2000, patienceMs: 10_000 } as const;

export const proxyFate = (state: State, name: string): Fate => fate(state.proxies.get(name) ?? original(name), page, state.settings.model.toxicMs);

/** The first of what a request needs that doesn't answer, or how much longer all of it takes. */
export function dependenciesFate(state: State, names: readonly string[]): Fate {
  let addedMs = 0;
  for (const name of names) {
    const fate = proxyFate(state, name);
    addedMs += fate.addedMs;
    if (fate.outcome !== 'ok') return { outcome: fate.outcome, addedMs };
  }
  return { outcome: 'ok', addedMs };
}

/** What an answer takes beside its waits and its way there and back: the edge's work and the origin's. */
export const workMs = ({ settings: { range, model } }: State, { cost, originMs }: Pick<Flow, 'cost' | 'originMs'>): number => cost * range.edge.capacity.serviceMs + model.overrunMs + originMs;
