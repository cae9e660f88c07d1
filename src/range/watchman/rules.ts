/** Holds the watchman's rules about traffic: the multi-window burn rate, and the naive surge. Pure: samples in, yes or no out. */
import type { Sample } from './scrape.ts';

export interface BurnWindow {
  readonly longMs: number;
  readonly shortMs: number;
  readonly burn: number;
}

/** The samples of one service, oldest first; kept as long as the longest window needs. */
export type Series = readonly Sample[];

interface Delta {
  readonly total: number;
  readonly bad: number;
  readonly forMs: number;
}

/** What happened within the last `ms`: from the newest sample at or before its start, or from the oldest one there is. */
export function within(series: Series, ms: number, nowMs: number): Delta {
  const newest = series.at(-1);
  const start = series.findLast((sample) => sample.atMs <= nowMs - ms) ?? series[0];
  if (newest === undefined || start === undefined) return { total: 0, bad: 0, forMs: 0 };
  // A service that was restarted counts from zero again.
  const since = newest.total < start.total ? { total: 0, good: 0 } : start;
  const total = newest.total - since.total;
  return { total, bad: total - (newest.good - since.good), forMs: newest.atMs - start.atMs };
}

/** How many times too fast the error budget burns: 1 uses it up exactly in the objective's period. */
export const burnOf = ({ total, bad }: Delta, objective: number): number => (total === 0 ? 0 : bad / total / (1 - objective));

/** SRE Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts": the long window shows that it matters, the short one that it goes on. */
export function burns(series: Series, window: BurnWindow, objective: number, minRequests: number, nowMs: number): boolean {
  const short = within(series, window.shortMs, nowMs);
  const long = within(series, window.longMs, nowMs);
  return short.total >= minRequests && burnOf(short, objective) > window.burn && burnOf(long, objective) > window.burn;
}

/** More than `factor` times the usual rate, the usual being everything before the window. It can't tell an attack from a crowd. */
export function surges(series: Series, { factor, overRps, windowMs }: { factor: number; overRps: number; windowMs: number }, nowMs: number): boolean {
  const now = within(series, windowMs, nowMs);
  const before = series.filter((sample) => sample.atMs <= nowMs - windowMs);
  const usual = within(before, Infinity, nowMs);
  if (now.forMs === 0 || usual.forMs < windowMs) return false;
  const rps = (now.total / now.forMs) * 1000;
  return rps > overRps && rps > factor * ((usual.total / usual.forMs) * 1000);
}
