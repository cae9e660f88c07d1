/** Holds one simulated traffic generator: its gate, its profile and what it tells each second. */
import { probit } from 'simple-statistics';
import { addTo, toSparse } from '../../record/latency-histogram.ts';
import type { LoadSecond, LoadSpec, Stage } from '../../ports/capabilities.ts';
import type { Child, ClassSecond } from '../../record/events.ts';
import type { Flow } from './mix.ts';
import type { ModelSettings } from './model-settings.ts';
import type { Settings } from './settings.ts';

/** So many requests took so long. */
interface Took {
  n: number;
  readonly ms: number;
}

/** What became of one class's requests so far, in fractions of requests; `took` is of what was not told yet of any region. */
interface Tally {
  ok: number;
  blocked: number;
  failed: number;
  readonly took: Readonly<Record<Outcome, Took[]>>;
}

export interface Generator {
  readonly spec: LoadSpec;
  readonly child: Child;
  readonly flows: readonly Flow[];
  /** Ends of the names of classes, each with its share of every flow; see mix.ts. */
  readonly regions: readonly (readonly [string, number])[];
  /** Share of its requests that weren't answered well in the last step. */
  failing: number;
  /** Sent so far, whatever became of it, and how much of it was told. */
  sent: number;
  sentTold: number;
  /** What was answered in this step, and how much of it not well. */
  readonly step: { bad: number; all: number };
  openedMs?: number;
  ended?: { readonly code: number; readonly saw: string; readonly asked: boolean };
  readonly tallies: Map<string, Tally>;
  /** Every class in every region that was met so far, by name: as a second tells them. */
  parts: readonly Part[];
  /** Every second told so far, for those who come later. */
  readonly seconds: LoadSecond[];
  readonly followers: Set<{ heard(second: LoadSecond): void; ended: AbortController }>;
}

export const durationMs = (stages: readonly Stage[]): number => stages.reduce((sum, stage) => sum + stage.forMs, 0);

/** Requests per second at a moment after the gate was opened: linear within each stage, as k6's ramping arrival rate. */
export function rateAt(stages: readonly Stage[], elapsedMs: number): number {
  if (elapsedMs < 0) return 0;
  let from = 0;
  let left = elapsedMs;
  for (const stage of stages) {
    if (left < stage.forMs) return from + ((stage.rps - from) * left) / stage.forMs;
    left -= stage.forMs;
    from = stage.rps;
  }
  return 0;
}

const outcomes = ['ok', 'blocked', 'failed'] as const;
type Outcome = (typeof outcomes)[number];

/** Of one class in one region. */
interface Part {
  readonly name: string;
  readonly share: number;
  readonly tally: Tally;
  readonly told: Record<Outcome, number>;
}

function newTally(generator: Generator, name: string): Tally {
  const parts = generator.regions.map(([end, share]) => ({ name: `${name}${end}`, share, told: { ok: 0, blocked: 0, failed: 0 } }));
  const tally: Tally = { ok: 0, blocked: 0, failed: 0, took: { ok: [], blocked: [], failed: [] } };
  generator.tallies.set(name, tally);
  generator.parts = [...generator.parts, ...parts.map((part) => ({ ...part, tally }))].sort((a, b) => (a.name < b.name ? -1 : 1));
  return tally;
}

/** Counts what became of requests, and how long those took beside the way there and back. */
export function count(generator: Generator, name: string, became: Readonly<Partial<Record<Outcome, number>>>, tookMs: number): void {
  const tally = generator.tallies.get(name) ?? newTally(generator, name);
  for (const outcome of outcomes) {
    const n = became[outcome] ?? 0;
    if (n === 0) continue;
    tally[outcome] += n;
    const last = tally.took[outcome].at(-1);
    // Most steps are like the one before, and what is owed a fraction of a request may wait for thousands of them.
    if (last?.ms === tookMs) last.n += n;
    else tally.took[outcome].push({ n, ms: tookMs });
    generator.step.all += n;
    if (outcome !== 'ok') generator.step.bad += n;
  }
}

/** Ends a step: what wasn't answered well in it is what those who try again do in the next one. */
export function judgeStep(generator: Generator): void {
  const { bad, all } = generator.step;
  generator.failing = all === 0 ? 0 : bad / all;
  generator.step.bad = 0;
  generator.step.all = 0;
}

/** Times on the way at a quantile: log-normal, given its median and its 95th percentile as a multiple of that. */
/** Spreads a second's requests over the quantiles without tying the slowest way to the longest wait. */
const golden = 0.6180339887498949;
const wayMs = ({ hopsMs, spread }: ModelSettings, quantile: number) => hopsMs * spread ** (probit(quantile) / probit(0.95));

/** The latency at a quantile of what ended since the last report. */
function tookAt(took: readonly Took[], quantile: number): number {
  let left = quantile * took.reduce((sum, { n }) => sum + n, 0);
  return took.find(({ n }) => (left -= n) <= 0)?.ms ?? took.at(-1)?.ms ?? 0;
}

/**
 * The step from fluid to single requests: whole requests since the last report, as many in all as there were, those first whose class is owed most. Fractions wait
 * for the next report, so that nothing is lost and nothing is told twice.
 */
export function wholes(owed: readonly number[]): number[] {
  let left = Math.max(0, Math.floor(owed.reduce((sum, one) => sum + one, 0) + 1e-9));
  const given = owed.map((one) => {
    const whole = Math.min(left, Math.max(0, Math.floor(one + 1e-9)));
    left -= whole;
    return whole;
  });
  const most = owed.map((one, i) => ({ i, rest: one - (given[i] ?? 0) })).toSorted((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of most.slice(0, left)) given[i] = (given[i] ?? 0) + 1;
  return given;
}

function secondOf({ tally, told }: Part, n: Readonly<Record<Outcome, number>>, histogram: boolean, model: ModelSettings): ClassSecond {
  const hist = new Map<number, number>();
  for (const outcome of outcomes) {
    if (n[outcome] === 0) continue;
    told[outcome] += n[outcome];
    if (!histogram) continue;
    const took = tally.took[outcome].toSorted((a, b) => a.ms - b.ms);
    for (let i = 0; i < n[outcome]; i++) addTo(hist, tookAt(took, (i + 0.5) / n[outcome]) + wayMs(model, ((i * golden) % 1 + 0.5 / n[outcome]) % 1));
  }
  return { sent: n.ok + n.blocked + n.failed, ok: n.ok, blocked: n.blocked, failed: n.failed, hist: toSparse(hist) };
}

export function report(generator: Generator, atMs: number, { model }: Settings): LoadSecond {
  const samples = generator.spec.report === 'samples';
  const all = generator.parts;
  const told = Object.fromEntries(outcomes.map((outcome) => [outcome, wholes(all.map(({ share, tally, told }) => tally[outcome] * share - told[outcome]))])) as Record<Outcome, number[]>;
  const classes: Record<string, ClassSecond> = {};
  // Counters count what is sent, samples what has ended.
  let offered = samples ? 0 : Math.floor(generator.sent + 1e-9) - generator.sentTold;
  if (!samples) generator.sentTold += offered;
  let passed = 0;
  for (const [i, part] of all.entries()) {
    const second = secondOf(part, { ok: told.ok[i] ?? 0, blocked: told.blocked[i] ?? 0, failed: told.failed[i] ?? 0 }, samples, model);
    passed += second.ok;
    if (!samples) continue;
    offered += second.sent;
    classes[part.name] = second;
  }
  for (const outcome of outcomes) for (const [i, { tally }] of all.entries()) if ((told[outcome][i] ?? 0) > 0) tally.took[outcome].length = 0;
  return { atMs, offered, dropped: 0, passed, classes };
}
