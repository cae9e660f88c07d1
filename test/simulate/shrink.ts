/** Holds the shortest scenario that still breaks a promise: injects are dropped first, then responders and what else a scenario has, then failures. */
import type { Case } from './case.ts';

/** `items` without each one of them in turn. */
const without = <T>(items: readonly T[]): readonly (readonly T[])[] => items.map((_, i) => items.toSpliced(i, 1));

function smaller(one: Case): readonly Case[] {
  return [
    ...without(one.injects).map((injects) => ({ ...one, injects })),
    ...without(one.responders).map((responders) => ({ ...one, responders })),
    ...(one.customers === undefined ? [] : [{ ...one, customers: undefined }]),
    ...(Object.keys(one.guardrails).length === 0 ? [] : [{ ...one, guardrails: {} }]),
    ...without(one.silent).map((silent) => ({ ...one, silent })),
    ...(one.idle === undefined ? [] : [{ ...one, idle: undefined }]),
    ...without(one.failures).map((failures) => ({ ...one, failures })),
  ];
}

/** Drops one part after another for as long as `fails` says that what is left still shows it. */
export async function shrink(one: Case, fails: (smaller: Case) => Promise<boolean>): Promise<Case> {
  for (const next of smaller(one)) if (await fails(next)) return shrink(next, fails);
  return one;
}
