/** Holds what the runs of a study have in common: the distribution of each metric, how likely each rating is, and which field moves what. */
import { quantileSorted, sampleRankCorrelation } from 'simple-statistics';
import type { Unit } from '../judge/metric.ts';
import type { Rating } from '../judge/rate.ts';
import { metrics } from '../judge/metrics/index.ts';
import { normalQuantile } from './distribution.ts';
import type { RunResult, StudyPlan } from './study.ts';

export interface Share {
  readonly count: number;
  readonly share: number;
  /** 95 % interval of the share. Source: Wilson 1927. */
  readonly low: number;
  readonly high: number;
}

export interface MetricSummary {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly critical: boolean;
  /** Runs in which it was measured to its end; quantiles are over these alone. */
  readonly measured: number;
  /** Runs in which it had not happened when watching ended. */
  readonly atLeast: number;
  readonly unmeasured: number;
  readonly quantiles?: { readonly p5: number; readonly p25: number; readonly p50: number; readonly p75: number; readonly p95: number };
  readonly ratings: Readonly<Partial<Record<Rating | 'none', Share>>>;
}

/** Spearman's rank correlation of a varied field with a measure, over the runs in which both have an order. */
export interface Influence {
  readonly path: string;
  /** A metric's id; `outcome`, or a capability, for its rating: the better, the larger. */
  readonly metric: string;
  readonly rho: number;
  readonly n: number;
}

export interface StudySummary {
  readonly plan: Omit<StudyPlan, 'raw'>;
  /** Always true: no run of a study is real. */
  readonly simulated: true;
  readonly done: number;
  readonly outcomes: Readonly<Record<string, Share>>;
  /** How many runs had each reason for no verdict, and what one of them saw; one run may have several. */
  readonly doubts: Readonly<Record<string, { readonly runs: number; readonly example: string }>>;
  readonly capabilities: Readonly<Record<string, Readonly<Partial<Record<Rating | 'none', Share>>>>>;
  readonly metrics: readonly MetricSummary[];
  /** Strongest first; what is as near to zero as chance alone may bring it is left out. */
  readonly influences: readonly Influence[];
}

const z = 1.959963984540054;

export function shareOf(count: number, of: number): Share {
  if (of === 0) return { count, share: 0, low: 0, high: 1 };
  const p = count / of;
  const middle = p + (z * z) / (2 * of);
  const half = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const whole = 1 + (z * z) / of;
  return { count, share: p, low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}

function tally<K extends string>(values: readonly K[]): Readonly<Record<K, number>> {
  const counts = new Map<K, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a)) as Record<K, number>;
}

const counted = <K extends string>(values: readonly K[]): Readonly<Partial<Record<K, Share>>> =>
  Object.fromEntries(Object.entries<number>(tally(values)).map(([value, count]) => [value, shareOf(count, values.length)])) as Partial<Record<K, Share>>;

const orNone = (rating: Rating | null): Rating | 'none' => rating ?? 'none';

function metricSummary(results: readonly RunResult[], { id, title, unit, critical }: (typeof metrics)[number]): MetricSummary | undefined {
  const found = results.flatMap(({ metrics }) => metrics[id] ?? []);
  if (found.length === 0) return undefined;
  const sorted = found.flatMap(({ is, n }) => (is === 'value' && n !== undefined ? [n] : [])).toSorted((a, b) => a - b);
  const at = (p: number) => quantileSorted(sorted, p);
  return {
    id,
    title,
    unit,
    critical,
    measured: sorted.length,
    atLeast: found.filter(({ is }) => is === 'atLeast').length,
    unmeasured: found.filter(({ is }) => is === 'unmeasured' || is === 'not exercised').length,
    ...(sorted.length > 0 && { quantiles: { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) } }),
    ratings: counted(found.map(({ rating }) => orNone(rating))),
  };
}

/** A field's values as numbers: durations in milliseconds, booleans as 0 and 1; undefined for words, which have no order. */
export function orderedLevel(value: string | number | boolean | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const ms = /^(\d+)ms$/.exec(value ?? '')?.[1];
  return ms === undefined ? undefined : Number(ms);
}

/** Fewer pairs say nothing about ranks. */
const pairsMin = 10;
const varies = (values: readonly number[]) => values.some((value) => value !== values[0]);
const better: Readonly<Record<Rating, number>> = { U: 0, M: 1, S: 2, P: 3 };

/** What a field may move, each with its number in a run; undefined where it has none. */
function measuresOf(results: readonly RunResult[], ids: readonly string[]): readonly { readonly metric: string; readonly of: (result: RunResult) => number | undefined }[] {
  const rated = (rating: string | null | undefined) => (rating !== null && rating !== undefined && rating in better ? better[rating as Rating] : undefined);
  return [
    { metric: 'outcome', of: ({ outcome }) => rated(outcome) },
    ...Object.keys(results[0]?.ratings ?? {}).map((name) => ({ metric: name, of: ({ ratings }: RunResult) => rated(ratings[name]) })),
    // What had not happened by the end ranks behind everything that had: it is known to be at least that much.
    ...ids.map((id) => ({ metric: id, of: ({ metrics }: RunResult) => metrics[id]?.n })),
  ];
}

/**
 * How far from zero chance alone brings any of `tests` correlations over `n` pairs, in 5 of 100 studies: ranks that have nothing to do with each other
 * correlate with a standard deviation of 1/sqrt(n-1). Sources: Kendall 1948; Bonferroni's correction for many tests.
 */
export const byChance = (n: number, tests: number): number => normalQuantile(1 - 0.025 / Math.max(1, tests)) / Math.sqrt(n - 1);

function influencesOf(plan: StudyPlan, results: readonly RunResult[], ids: readonly string[]): readonly Influence[] {
  const measures = measuresOf(results, ids);
  const found = plan.vary.flatMap(({ path }, at) =>
    measures.flatMap(({ metric, of }): Influence[] => {
      const pairs = results.flatMap((result) => {
        const [x, y] = [orderedLevel(result.values[at]), of(result)];
        return x === undefined || y === undefined ? [] : [[x, y] as const];
      });
      const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      return pairs.length < pairsMin || !varies(xs) || !varies(ys) ? [] : [{ path, metric, rho: sampleRankCorrelation(xs, ys), n: pairs.length }];
    }),
  );
  return found.filter(({ rho, n }) => Math.abs(rho) > byChance(n, found.length)).toSorted((a, b) => Math.abs(b.rho) - Math.abs(a.rho));
}

export function summaryOf(plan: StudyPlan, results: readonly RunResult[]): StudySummary {
  const { raw: _raw, ...shown } = plan;
  const summaries = metrics.flatMap((metric) => metricSummary(results, metric) ?? []);
  const names = Object.keys(results[0]?.ratings ?? {});
  const all = results.flatMap(({ doubts }) => doubts);
  return {
    plan: shown,
    simulated: true,
    done: results.length,
    outcomes: counted(results.map(({ outcome }) => outcome)),
    doubts: Object.fromEntries(Object.entries<number>(tally(all.map(({ what }) => what))).map(([what, runs]) => [what, { runs, example: all.find((one) => one.what === what)?.saw ?? '' }])),
    capabilities: Object.fromEntries(names.map((name) => [name, counted(results.map(({ ratings }) => orNone(ratings[name] ?? null)))])),
    metrics: summaries,
    influences: influencesOf(plan, results, summaries.map(({ id }) => id)),
  };
}
