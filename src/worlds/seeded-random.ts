/** Holds the seeded source of chance: the same seed and fork names give the same numbers on any machine. */
import type { Random } from '../ports/time.ts';

/** FNV-1a over UTF-16 units: turns a fork's name into a number. */
function hash(text: string, from: number): number {
  let h = from;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough for a drill's few thousand draws. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    fork: (name) => seededRandom(hash(name, (seed ^ 0x811c9dc5) >>> 0)),
  };
}
