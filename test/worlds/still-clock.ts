/** Holds a clock that stands still, for tests of what asks for the time and never waits: its sleeps end at once, and what is to come later never does. */
import type { Clock } from '../../src/ports/time.ts';

export function stillClock(now: () => number): Clock {
  const never = () => new AbortController().signal;
  return { now, sleep: async () => {}, later: () => {}, deadline: never, within: (_ms, _stop, work) => work(never()) };
}
