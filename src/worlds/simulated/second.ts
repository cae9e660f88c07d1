/** Holds what a generator tells of a second: whole requests, by class and region, from what has flowed. */
import { probit } from 'simple-statistics';
import type { LoadSecond } from '../../ports/load.ts';
import type { ClassSecond } from '../../record/events.ts';
import { addTo, bucketOf } from '../../record/latency-histogram.ts';
import type { Came, Generator, Owed, Part, Took } from './generator.ts';
import type { ModelSettings } from './model-settings.ts';

/** Log-normal times on the way, by their median and their 95th percentile as a multiple of that: the exponents at evenly spaced quantiles. */
const exponents = Array.from({ length: 128 }, (_, i) => probit((i + 0.5) / 128) / probit(0.95));

/** The times in milliseconds that a request takes on its way, at evenly spaced quantiles. */
export const timesOnTheWay = ({ hopsMs, spread }: ModelSettings): readonly number[] => exponents.map((exponent) => hopsMs * spread ** exponent);

/** Steps of the golden section go round a circle so that few of them are spread over it as many are. */
const round = (nth: number) => (nth * 0.6180339887498949) % 1;
const wayMs = (times: readonly number[], nth: number) => times[Math.floor(round(nth) * times.length)] ?? 0;

function indexOfMost(values: readonly number[]): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[at] ?? 0)) at = i;
  return at;
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/**
 * The step from fluid to single requests: whole requests since the last report, as many in all as there were, those first whose flow is owed most. Fractions wait
 * for the next report, so that nothing is lost and nothing is told twice. Empty where nobody is given any.
 */
export function wholes(owed: readonly number[]): readonly number[] {
  let left = Math.max(0, Math.floor(sumOf(owed) + 1e-9));
  if (left === 0) return [];
  const given = owed.map((one) => {
    const whole = Math.min(left, Math.max(0, Math.floor(one + 1e-9)));
    left -= whole;
    return whole;
  });
  if (left === 0) return given;
  const rest = owed.map((one, i) => one - (given[i] ?? 0));
  for (; left > 0; left--) {
    const i = indexOfMost(rest);
    given[i] = (given[i] ?? 0) + 1;
    rest[i] = (rest[i] ?? 0) - 1;
  }
  return given;
}

const newly = (all: readonly Came[]): readonly number[] => wholes(all.map(({ n, told }) => n - told));

function owedAt({ owed }: Came, at: number): Owed | undefined {
  for (const one of owed) if (at < one.upTo) return one;
  return owed.at(-1);
}

/** Deals out whole requests since the last report to the parts of their flows; returns what they were dealt from. */
function deal(all: readonly Came[]): readonly Came[] {
  const dealt: Came[] = [];
  newly(all).forEach((n, i) => {
    const came = all[i];
    if (n === 0 || came === undefined) return;
    for (const end = came.told + n; came.told < end; came.told++) {
      const owed = owedAt(came, round(came.told));
      if (owed !== undefined) owed.now++;
    }
    dealt.push(came);
  });
  return dealt;
}

/** What the nth took of so many that are spread evenly over what took how long. */
function tookMs(took: readonly Took[], nth: number, of: number): number {
  let left = 0;
  for (const { n } of took) left += n;
  left *= (nth + 0.5) / of;
  for (const { n, ms } of took) {
    left -= n;
    if (left <= 0) return ms;
  }
  return took.at(-1)?.ms ?? 0;
}

const latencyMs = ({ came, told, now }: Owed, nth: number, times: readonly number[]): number => tookMs(came.took, nth, now) + wayMs(times, told + nth);

function addAll(hist: number[], owed: Owed, times: readonly number[]): void {
  for (let nth = 0; nth < owed.now; nth++) addTo(hist, latencyMs(owed, nth, times));
}

const alone = new Map<number, ClassSecond>();
/** A single request that was answered well: most classes have one a second or none, and a drill has half a million of them, so that each bucket has one for all. */
function single(bucket: number): ClassSecond {
  const known = alone.get(bucket) ?? { sent: 1, ok: 1, blocked: 0, failed: 0, hist: [bucket, 1] };
  alone.set(bucket, known);
  return known;
}

function classSecond({ ok, blocked, failed }: Part, sent: number, times: readonly number[]): ClassSecond {
  if (ok.now === 1 && sent === 1) return single(bucketOf(latencyMs(ok, 0, times)));
  const hist: number[] = [];
  addAll(hist, ok, times);
  addAll(hist, blocked, times);
  addAll(hist, failed, times);
  // Copied, since a list that grew keeps room for more.
  return { sent, ok: ok.now, blocked: blocked.now, failed: failed.now, hist: hist.slice() };
}

function tell(owed: Owed): void {
  owed.told += owed.now;
  owed.now = 0;
}

/** Samples count what has ended, by class; `times` are those on the way. */
function samplesOf({ came, parts }: Generator, atMs: number, times: readonly number[]): LoadSecond {
  const dealt = [deal(came.ok), deal(came.blocked), deal(came.failed)];
  let offered = 0;
  let passed = 0;
  // Other classes are met in each second, and objects that differ in their keys are slow to make, unless they are dictionaries.
  const classes = Object.create(null) as Record<string, ClassSecond>;
  for (const part of parts) {
    const { ok, blocked, failed } = part;
    const sent = ok.now + blocked.now + failed.now;
    // Whoever sent nothing is in no sample.
    if (sent === 0) continue;
    offered += sent;
    passed += ok.now;
    classes[part.name] = classSecond(part, sent, times);
    tell(ok);
    tell(blocked);
    tell(failed);
  }
  for (const flows of dealt) for (const { took } of flows) took.length = 0;
  return { atMs, offered, dropped: 0, passed, classes };
}

/** Counters count what is sent, and of that what was answered well. */
function countersOf({ came: { ok }, sent }: Generator, atMs: number): LoadSecond {
  const well = newly(ok);
  ok.forEach((came, i) => (came.told += well[i] ?? 0));
  const offered = Math.floor(sent.n + 1e-9) - sent.told;
  sent.told += offered;
  return { atMs, offered, dropped: 0, passed: sumOf(well), classes: {} };
}

export const report = (generator: Generator, atMs: number, times: readonly number[]): LoadSecond => (generator.spec.report === 'samples' ? samplesOf(generator, atMs, times) : countersOf(generator, atMs));
