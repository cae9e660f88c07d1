/** Holds seeded chance for scripts: an iteration draws the same numbers in every run with the same seed, whichever simulated user k6 gives it to. */

export type Draw = () => number;

/** Mulberry32 (Tommy Ettinger, public domain), started from the seed and the iteration's number. */
export function drawsOf(seed: number, iteration: number): Draw {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(iteration + 1, 0xc2b2ae35);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const below = (draw: Draw, n: number): number => Math.floor(draw() * n);

export function pick<T>(draw: Draw, from: readonly [T, ...T[]]): T {
  return from[below(draw, from.length)] ?? from[0];
}

/** Picks by weight; weights need not add up to 1. */
export function pickWeighted<T>(draw: Draw, from: readonly [readonly [T, number], ...(readonly [T, number])[]]): T {
  let left = draw() * from.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [what, weight] of from) {
    left -= weight;
    if (left < 0) return what;
  }
  return from[0][0];
}
