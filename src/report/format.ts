/** Holds how numbers are written for people: `6 min 20 s`, `97.4 %`, `1,200 requests/s`. */
import type { Measured, Unit } from '../judge/metric.ts';
import type { MetricResult } from '../judge/scorecard.ts';
import { aimText as aim, shareText as share } from '../judge/words.ts';

export { share };

const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const trimmed = (n: number, digits: number): string => String(Number(n.toFixed(digits)));

/** Two parts at most, the smaller one left out when it is zero. */
const parts = (n: number, size: number, big: string, small: string): string =>
  n % size === 0 ? `${n / size} ${big}` : `${Math.floor(n / size)} ${big} ${n % size} ${small}`;

/** A duration in milliseconds, to the precision a person cares about. */
export const duration = (ms: number): string => {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${trimmed(ms / 1_000, 1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return parts(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  return minutes < 48 * 60 ? parts(minutes, 60, 'h', 'min') : parts(Math.round(minutes / 60), 24, 'd', 'h');
};

export const count = (n: number): string => grouped.format(n);

/** `1 line`, `2,202 lines`. */
export const many = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`;

/** A number of a metric, by its unit. */
export const written: Readonly<Record<Unit, (n: number) => string>> = {
  ms: duration,
  share: (n) => share(n),
  count,
  rps: (n) => `${count(n)} requests/s`,
};

const exactly: Readonly<Record<Unit, (n: number) => string>> = {
  ms: (n) => (n < 60_000 ? `${trimmed(n / 1_000, 3)} s` : `${parts(Math.floor(n / 1_000), 60, 'min', 's')} ${Math.round(n % 1_000)} ms`),
  share: (n) => share(n, 3),
  count: String,
  rps: (n) => `${n} requests/s`,
};

/** A bound in the unit of what is measured: for a share the bound is a shortfall, and what a reader wants is the share. */
export const bound = (unit: Unit, n: number): string => (unit === 'share' ? share(1 - n) : written[unit](n));

const bounds = (result: MetricResult): readonly number[] =>
  result.bounds === undefined ? [] : [result.bounds.p, result.bounds.s, result.bounds.m].map((n) => (result.unit === 'share' ? 1 - n : n));

/** What was measured; written more exactly where rounding would make a missed bound look met. */
const number = (result: MetricResult, n: number): string => {
  const text = written[result.unit](n);
  const confusing = bounds(result).some((limit) => Math.abs(limit - n) > 1e-9 && written[result.unit](limit) === text);
  return confusing ? exactly[result.unit](n) : text;
};

export const measuredText = (result: MetricResult): string => {
  const measured: Measured = result.measured;
  if (measured.is === 'value') return number(result, measured.n);
  if (measured.is === 'atLeast') return result.unit === 'ms' ? `not within ${number(result, measured.n)}` : `at least ${number(result, measured.n)}`;
  return measured.is === 'unmeasured' ? 'not measured' : 'not exercised';
};

/** The aim (the P bound) in words; nothing where a metric is only shown. */
export const aimText = ({ unit, bounds: aimed }: MetricResult): string | undefined => aimed && aim(unit, aimed, bound);

/** A place on the timeline, `1:05` or `1:02:05`. */
export const offset = (ms: number): string => {
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = seconds < 3_600 ? `${Math.floor(seconds / 60)}:${two(seconds % 60)}` : `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return ms < 0 ? `−${clock}` : clock;
};

/** `2025-11-22T10:00:00.000Z` as `2025-11-22 10:00:00 UTC`; anything else stays as it is. */
export const moment = (iso: string): string => iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC');
