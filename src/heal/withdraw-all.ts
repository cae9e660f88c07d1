/** Holds the order in which open changes are withdrawn: newest first, those that can't touch the same thing side by side. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Action } from '../catalog/action.ts';

/**
 * Capabilities through which two changes can't meet: some only read, each generator is a process of its own, named in its change, and so is each
 * object of a cluster, where a workload that takes its time to come back must not keep a Service from being put right.
 */
const apart = new Set(['entries', 'http', 'processes', 'load', 'cluster']);

export const actionOf = (catalogue: Pick<Catalogue, 'faults' | 'plays'>, kind: string): Action | undefined => catalogue.faults[kind] ?? catalogue.plays[kind];

/** Actions reach only what they declare (see world-for.ts), so a shared need is the only way to a shared thing. */
export const mayMeet = (a: Action, b: Action): boolean => a.needs.some((need) => !apart.has(need) && b.needs.includes(need));

/**
 * Withdraws each of `newestFirst`, waiting only for newer ones that may touch the same thing: a relay that hangs must not keep a flood going.
 * All start in order; the result is in the same order.
 */
export function withdrawAll<T extends { readonly action: Action }>(newestFirst: readonly T[], withdrawOne: (item: T) => Promise<'withdrawn' | 'stuck'>): Promise<('withdrawn' | 'stuck')[]> {
  const running: { readonly action: Action; readonly done: Promise<'withdrawn' | 'stuck'> }[] = [];
  for (const item of newestFirst) {
    const newer = running.filter((other) => mayMeet(other.action, item.action)).map((other) => other.done);
    running.push({ action: item.action, done: newer.length === 0 ? withdrawOne(item) : Promise.all(newer).then(() => withdrawOne(item)) });
  }
  return Promise.all(running.map((one) => one.done));
}
