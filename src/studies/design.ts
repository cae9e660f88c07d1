/** Holds the designs of a study: which quantiles of its varied fields each run takes. */
import type { Random } from '../ports/time.ts';
import { Problem } from '../problem.ts';
import type { Level } from './distribution.ts';
import type { Variation } from './vary.ts';

export const designs = ['lhs', 'random', 'grid'] as const;
export type DesignName = (typeof designs)[number];

function shuffled(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** Latin hypercube: each field's range is cut into as many strata of equal probability as there are runs, and each is hit once. Source: McKay, Beckman, Conover 1979. */
const hypercube = (variations: readonly Variation[], runs: number, random: Random): Level[][] => {
  const columns = variations.map(({ path, distribution }) => {
    const own = random.fork(`design/${path}`);
    return shuffled(runs, own).map((stratum) => distribution.at((stratum + own.next()) / runs));
  });
  return Array.from({ length: runs }, (_, run) => columns.map((column) => column[run] ?? ''));
};

const independent = (variations: readonly Variation[], runs: number, random: Random): Level[][] => {
  const columns = variations.map(({ path, distribution }) => {
    const own = random.fork(`design/${path}`);
    return Array.from({ length: runs }, () => distribution.at(own.next()));
  });
  return Array.from({ length: runs }, (_, run) => columns.map((column) => column[run] ?? ''));
};

/** Every combination of the listed values, again and again until there are as many runs as were asked for. */
function grid(variations: readonly Variation[], runs: number): Level[][] {
  const without = variations.find(({ distribution }) => distribution.levels === undefined);
  if (without !== undefined) throw new Problem({ expected: 'listed values for a grid, such as 1m,5m,15m', got: without.distribution.text, where: `--vary ${without.path}`, next: 'Ranges and distributions go with --design lhs or random.' });
  const points = variations.reduce<Level[][]>((rows, { distribution }) => rows.flatMap((row) => (distribution.levels ?? []).map((level) => [...row, level])), [[]]);
  if (points.length > runs) throw new Problem({ expected: `at least ${points.length} runs, one for each point of the grid`, got: String(runs), where: '--runs' });
  return Array.from({ length: runs }, (_, run) => points[run % points.length] ?? []);
}

/** One row of values a run, in the order of the variations. */
export function design(name: DesignName, variations: readonly Variation[], runs: number, random: Random): readonly (readonly Level[])[] {
  if (name === 'grid') return grid(variations, runs);
  return name === 'lhs' ? hypercube(variations, runs, random) : independent(variations, runs, random);
}

/** Values at which every run must be possible: all fields at an end or in the middle of their range together, and each listed value once. */
export function extremes(all: readonly Variation[]): readonly (readonly Level[])[] {
  const at = (u: number) => all.map(({ distribution }) => distribution.at(u));
  const listed = all.flatMap(({ distribution: { levels = [] } }, n) => levels.map((level) => at(0.5).with(n, level)));
  return [...[0, 0.5, 1 - 1e-9].map(at), ...listed];
}
