/** Holds how often each failure of gameday's own parts fell into each phase of a drill. */
import { table } from '../../src/cli/table.ts';
import type { Fired } from './ailing.ts';
import { failureKinds } from './case.ts';
import { phases } from './phase.ts';

export interface Coverage {
  add(fired: readonly Fired[]): void;
  /** What never happened, such as `disk full, closing`. */
  missing(): readonly string[];
  table(): string;
}

export function createCoverage(): Coverage {
  const counts = new Map(failureKinds.flatMap((kind) => phases.map((phase) => [`${kind}, ${phase}`, 0])));
  return {
    add: (fired) => {
      for (const { kind, phase } of fired) counts.set(`${kind}, ${phase}`, (counts.get(`${kind}, ${phase}`) ?? 0) + 1);
    },
    missing: () => [...counts].flatMap(([cell, n]) => (n === 0 ? [cell] : [])),
    table: () => table([['', ...phases], ...failureKinds.map((kind) => [kind, ...phases.map((phase) => String(counts.get(`${kind}, ${phase}`)))])], 120),
  };
}
