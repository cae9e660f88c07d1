/** Holds the checks that need the whole timeline: names used twice, injects beyond the end, and injects that claim the same thing at once. */
import type { Catalogue } from '../catalog/catalogue.ts';
import { readable } from './readable-span.ts';
import type { PlacedInject } from './resolve.ts';
import type { ScenarioIssue } from './scenario-problem.ts';

/** The earliest start and latest end that jitter may give an inject. */
const reach = ({ inject }: PlacedInject) => ({ fromMs: Math.max(0, inject.atMs - inject.jitterMs), toMs: inject.atMs + inject.forMs + inject.jitterMs });

const claimsOf = (catalogue: Catalogue, { inject }: PlacedInject) => catalogue.faults[inject.fault]?.claims(inject.spec) ?? [];

function sharedClaims(catalogue: Catalogue, injects: readonly PlacedInject[]): ScenarioIssue[] {
  return injects.flatMap((later, n) =>
    injects.slice(0, n).flatMap((earlier) => {
      const [a, b] = [reach(earlier), reach(later)];
      if (a.toMs <= b.fromMs || b.toMs <= a.fromMs) return [];
      const theirs = new Set(claimsOf(catalogue, earlier));
      return claimsOf(catalogue, later).filter((claim) => theirs.has(claim)).map((claim) => ({
        path: later.path,
        expected: `${claim} to itself while it lasts (${readable(b.fromMs)} to ${readable(b.toMs)})`,
        got: `"${earlier.inject.inject}", which claims it from ${readable(a.fromMs)} to ${readable(a.toMs)}`,
        next: 'move one of them with `at` or `wait`, or make it shorter',
      }));
    }),
  );
}

/** The name of the users' own traffic in the record. */
const reserved = 'legitimate';

/** `fromMs` is when the steady state has been watched, `toMs` the end of the timeline. */
export function clashes(catalogue: Catalogue, injects: readonly PlacedInject[], { fromMs, toMs }: { fromMs: number; toMs: number }): readonly ScenarioIssue[] {
  const early = injects.filter(({ inject }) => inject.atMs < fromMs).map(({ path, inject }) => ({
    path: [...path, 'at'],
    expected: `a start after the ${readable(fromMs)} in which the steady state is watched`,
    got: readable(inject.atMs),
    next: 'start it later, or shorten `steady.for`',
  }));
  const beyond = injects.filter((placed) => reach(placed).toMs > toMs).map((placed) => ({
    path: [...placed.path, 'for'],
    expected: `an end within the duration of ${readable(toMs)}`,
    got: `one at ${readable(reach(placed).toMs)}${placed.inject.jitterMs > 0 ? ', jitter included' : ''}`,
    next: 'shorten it, start it earlier, or lengthen `duration`',
  }));
  const twice = injects.filter(({ inject }, n) => injects.findIndex((other) => other.inject.inject === inject.inject) < n).map(({ path, inject }) => ({
    path: [...path, 'id'],
    expected: 'a name of its own',
    got: `"${inject.inject}", which another inject has`,
  }));
  const taken = injects.filter(({ inject }) => inject.inject === reserved).map(({ path }) => ({ path: [...path, 'id'], expected: 'another name', got: `"${reserved}", which names the users' own traffic` }));
  return [...taken, ...twice, ...early, ...beyond, ...sharedClaims(catalogue, injects)];
}
