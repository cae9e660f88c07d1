/** Holds what a generator tells of a second: whole requests, by class and region, from what has flowed. */
import { probit } from 'simple-statistics';
import type { LoadSecond } from '../../ports/load.ts';
import type { ClassSecond } from '../../record/events.ts';
import { addTo } from '../../record/latency-histogram.ts';
import type { Generator, Outcome, Part, Took } from './generator.ts';
import type { ModelSettings } from './model-settings.ts';

/** Log-normal times on the way, by their median and their 95th percentile as a multiple of that: the exponents at evenly spaced quantiles. */
const exponents = Array.from({ length: 128 }, (_, i) => probit((i + 0.5) / 128) / probit(0.95));

/** The times in milliseconds that a request takes on its way, at evenly spaced quantiles. */
export const timesOnTheWay = ({ hopsMs, spread }: ModelSettings): readonly number[] => exponents.map((exponent) => hopsMs * spread ** exponent);

/** A class's requests go round the quantiles in steps of the golden section, so that few of them are spread as many are. */
const golden = 0.6180339887498949;
const wayMs = (times: readonly number[], nth: number) => times[Math.floor(((nth * golden) % 1) * times.length)] ?? 0;

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
 * The step from fluid to single requests: whole requests since the last report, as many in all as there were, those first whose class is owed most. Fractions wait
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

const byTime = (a: Took, b: Took) => a.ms - b.ms;
const quickestFirst = (took: Took[]): void => {
  if (took.length > 1) took.sort(byTime);
};

/** Puts so many requests into the histogram, evenly over what took how long, the quickest first. */
function addAll(hist: number[], took: readonly Took[], n: number, times: readonly number[], nth: number): void {
  const each = took.reduce((sum, one) => sum + one.n, 0) / n;
  let at = 0;
  let left = took[0]?.n ?? 0;
  for (let i = 0; i < n; i++) {
    for (left -= i === 0 ? each / 2 : each; left < 0 && at < took.length - 1; left += took[at]?.n ?? 0) at++;
    addTo(hist, (took[at]?.ms ?? 0) + wayMs(times, nth + i));
  }
}

const alone = new Map<number, ClassSecond>();
/** A single request that was answered well: most classes have one a second or none, and a drill has half a million of them, so that each bucket has one for all. */
function single([bucket = 0]: readonly number[]): ClassSecond {
  const known = alone.get(bucket) ?? { sent: 1, ok: 1, blocked: 0, failed: 0, hist: [bucket, 1] };
  alone.set(bucket, known);
  return known;
}

function classSecond({ tally, told }: Part, ok: number, blocked: number, failed: number, times: readonly number[]): ClassSecond {
  const hist: number[] = [];
  if (ok > 0) addAll(hist, tally.ok.took, ok, times, told.ok);
  if (blocked > 0) addAll(hist, tally.blocked.took, blocked, times, told.blocked);
  if (failed > 0) addAll(hist, tally.failed.took, failed, times, told.failed);
  const sent = ok + blocked + failed;
  // Copied, since a list that grew keeps room for more.
  return ok === 1 && sent === 1 ? single(hist) : { sent, ok, blocked, failed, hist: hist.slice() };
}

/** Of each part, in order, whole requests that came to this since the last report. What nothing more has come to owes nobody a whole one. */
function newly({ flows, parts, heard }: Generator, outcome: Outcome): readonly number[] {
  let flowed = 0;
  for (const { tally } of flows) flowed += tally[outcome].n;
  if (flowed === heard[outcome]) return [];
  heard[outcome] = flowed;
  return wholes(parts.map(({ share, tally, told }) => tally[outcome].n * share - told[outcome]));
}

function putDown(parts: readonly Part[], outcome: Outcome, now: readonly number[]): void {
  now.forEach((n, i) => {
    const part = parts[i];
    if (n === 0 || part === undefined) return;
    part.told[outcome] += n;
    part.tally[outcome].took.length = 0;
  });
}

/** Samples count what has ended, by class; `times` are those on the way. */
function samplesOf(generator: Generator, atMs: number, times: readonly number[]): LoadSecond {
  const { flows, parts } = generator;
  const well = newly(generator, 'ok');
  const harmed = newly(generator, 'blocked');
  const lost = newly(generator, 'failed');
  for (const { tally: { ok, blocked, failed } } of flows) {
    quickestFirst(ok.took);
    quickestFirst(blocked.took);
    quickestFirst(failed.took);
  }
  let offered = 0;
  let passed = 0;
  // Other classes are met in each second, and objects that differ in their keys are slow to make, unless they are dictionaries.
  const classes = Object.create(null) as Record<string, ClassSecond>;
  parts.forEach((part, i) => {
    const ok = well[i] ?? 0;
    const blocked = harmed[i] ?? 0;
    const failed = lost[i] ?? 0;
    passed += ok;
    // Whoever sent nothing is in no sample.
    if (ok + blocked + failed === 0) return;
    offered += ok + blocked + failed;
    classes[part.name] = classSecond(part, ok, blocked, failed, times);
  });
  putDown(parts, 'ok', well);
  putDown(parts, 'blocked', harmed);
  putDown(parts, 'failed', lost);
  return { atMs, offered, dropped: 0, passed, classes };
}

/** Counters count what is sent, and of that what was answered well. */
function countersOf(generator: Generator, atMs: number): LoadSecond {
  const { parts, sent } = generator;
  const well = newly(generator, 'ok');
  const offered = Math.floor(sent.n + 1e-9) - sent.told;
  sent.told += offered;
  putDown(parts, 'ok', well);
  return { atMs, offered, dropped: 0, passed: sumOf(well), classes: {} };
}

export const report = (generator: Generator, atMs: number, times: readonly number[]): LoadSecond => (generator.spec.report === 'samples' ? samplesOf(generator, atMs, times) : countersOf(generator, atMs));
