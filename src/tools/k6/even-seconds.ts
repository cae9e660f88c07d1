/** Holds how what was counted between two readings is shared out among the seconds between them: a reading that comes late, or not at all, makes no second look busier than it was. */
import type { LoadSecond } from '../../ports/load.ts';

const counts = ['offered', 'dropped', 'passed'] as const;
type Counts = Record<(typeof counts)[number], number>;

const secondMs = 1000;

export interface EvenSeconds {
  /** Takes what was counted since the last reading, up to `atMs`; returns the seconds that are whole by then. */
  take(counted: Pick<LoadSecond, keyof Counts>, atMs: number): readonly LoadSecond[];
  /** What is left: the last second, begun and not whole. */
  rest(): readonly LoadSecond[];
}

/** Cumulative counts are rounded, and seconds are their differences: none is lost, none told twice. */
export function evenSeconds(fromMs: number): EvenSeconds {
  let last: { readonly atMs: number; readonly sum: Counts } = { atMs: fromMs, sum: { offered: 0, dropped: 0, passed: 0 } };
  let told: Counts = { ...last.sum };
  let secondAt = Math.floor(fromMs / secondMs) * secondMs;
  const tell = (upTo: Counts): LoadSecond => {
    const { offered, dropped, passed } = told;
    told = upTo;
    const second = { atMs: secondAt, offered: upTo.offered - offered, dropped: upTo.dropped - dropped, passed: upTo.passed - passed, classes: {} };
    secondAt += secondMs;
    return second;
  };
  return {
    take(counted, atMs) {
      const before = last;
      const sum = Object.fromEntries(counts.map((name) => [name, before.sum[name] + counted[name]])) as Counts;
      last = { atMs: Math.max(atMs, before.atMs), sum };
      const whole: LoadSecond[] = [];
      while (secondAt + secondMs <= last.atMs) {
        const share = (secondAt + secondMs - before.atMs) / (last.atMs - before.atMs);
        whole.push(tell(Object.fromEntries(counts.map((name) => [name, Math.round(before.sum[name] + share * counted[name])])) as Counts));
      }
      return whole;
    },
    rest: () => (counts.some((name) => last.sum[name] > told[name]) ? [tell(last.sum)] : []),
  };
}
