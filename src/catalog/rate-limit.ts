/** Holds the limit on how often somebody may ask, as vendors' APIs have it: so many in a window of time. */
import type { Clock } from '../ports/time.ts';

export interface RateLimit {
  readonly max: number;
  readonly perMs: number;
}

const namesMax = 10_000;

/** Counts one more for whom; undefined where it is allowed, otherwise the milliseconds until it will be. */
export function rateLimiter({ max, perMs }: RateLimit, clock: Clock): (whom: string) => number | undefined {
  const windows = new Map<string, { fromMs: number; count: number }>();
  return (whom) => {
    const nowMs = clock.now();
    const window = windows.get(whom);
    if (window === undefined || nowMs >= window.fromMs + perMs) {
      // A flood of names must not fill the memory.
      if (windows.size >= namesMax) windows.clear();
      windows.set(whom, { fromMs: nowMs, count: 1 });
      return undefined;
    }
    window.count += 1;
    return window.count <= max ? undefined : window.fromMs + perMs - nowMs;
  };
}
