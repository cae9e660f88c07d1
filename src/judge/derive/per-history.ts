/** Holds the cache of what is derived from a history: each derivation runs once, however many metrics ask for it. */
import type { Event, EventOf, Kind } from '../../record/events.ts';
import type { History } from '../../record/history.ts';

/** A derivation that may crash; a crash is kept and thrown again, so that every metric that needs it says the same reason. */
export function perHistory<T>(derive: (history: History) => T): (history: History) => T {
  const known = new WeakMap<History, { readonly found: T } | { readonly crash: unknown }>();
  const tried = (history: History) => {
    try {
      return { found: derive(history) };
    } catch (crash) {
      return { crash };
    }
  };
  return (history) => {
    const entry = known.get(history) ?? tried(history);
    known.set(history, entry);
    if ('crash' in entry) throw entry.crash;
    return entry.found;
  };
}

/** A moment on one of the rubric's clocks and the journal line that proves it. */
export interface Mark {
  readonly ms: number;
  readonly seq: number;
}

/** Whether the drill stood still at this moment: no time elapses around it. */
export const heldAt = (history: History, ms: number): boolean => history.elapsedMs(ms - 0.5, ms + 0.5) < 0.5;

/** Index of the first of `items`, ordered by time, that isn't before `ms`. */
export function firstFrom(items: readonly { readonly atMs: number }[], ms: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.atMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The items from one moment up to, but not including, another one. */
export const between = <T extends { readonly atMs: number }>(items: readonly T[], fromMs: number, toMs: number): readonly T[] =>
  items.slice(firstFrom(items, fromMs), firstFrom(items, toMs));

export const byTime = <T extends { readonly atMs: number }>(items: readonly T[]): readonly T[] => {
  for (let i = 1; i < items.length; i++) if ((items[i]?.atMs ?? 0) < (items[i - 1]?.atMs ?? 0)) return items.toSorted((a, b) => a.atMs - b.atMs);
  return items;
};

type Timed = { [K in Kind]: EventOf<K> extends { readonly atMs: number } ? K : never }[Kind];

const timed = perHistory(() => new Map<Kind, readonly Event[]>());

/** The events of a kind in order of their own time; sorted once. */
export function inTime<K extends Timed>(history: History, kind: K): readonly EventOf<K>[] {
  const known = timed(history);
  const found = (known.get(kind) as readonly EventOf<K>[] | undefined) ?? byTime(history.of(kind));
  known.set(kind, found);
  return found;
}
