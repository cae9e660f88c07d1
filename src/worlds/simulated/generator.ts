/** Holds one simulated traffic generator: its gate, its profile and what it tells each second. */
import { probit } from 'simple-statistics';
import { addTo, toSparse } from '../../record/latency-histogram.ts';
import type { LoadSecond, LoadSpec, Stage } from '../../ports/load.ts';
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
  /** Sent so far, whatever became of it; `told` is what was already reported. */
  readonly sent: { n: number; told: number };
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

/** Log-normal times on the way, by their median and their 95th percentile as a multiple of that: the exponents at evenly spaced quantiles. */
const exponents = Array.from({ length: 128 }, (_, i) => probit((i + 0.5) / 128) / probit(0.95));

/** A class's requests go round the quantiles in steps of the golden section, so that few of them are spread as many are. */
const golden = 0.6180339887498949;
const wayMs = ({ hopsMs, spread }: ModelSettings, nth: number) => hopsMs * spread ** (exponents[Math.floor(((nth * golden) % 1) * exponents.length)] ?? 0);

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

/** Puts so many requests into the histogram, evenly over what took how long. */
function addAll(hist: Map<number, number>, took: Took[], n: number, model: ModelSettings, nth: number): void {
  took.sort((a, b) => a.ms - b.ms);
  const each = took.reduce((sum, one) => sum + one.n, 0) / n;
  let at = 0;
  let left = took[0]?.n ?? 0;
  for (let i = 0; i < n; i++) {
    for (left -= i === 0 ? each / 2 : each; left < 0 && at < took.length - 1; left += took[at]?.n ?? 0) at++;
    addTo(hist, (took[at]?.ms ?? 0) + wayMs(model, nth + i));
  }
}

function secondOf({ tally, told }: Part, n: Readonly<Record<Outcome, number>>, histogram: boolean, model: ModelSettings): ClassSecond {
  const hist = new Map<number, number>();
  for (const outcome of outcomes) {
    if (n[outcome] === 0) continue;
    if (histogram) addAll(hist, tally.took[outcome], n[outcome], model, told[outcome]);
    told[outcome] += n[outcome];
  }
  return { sent: n.ok + n.blocked + n.failed, ok: n.ok, blocked: n.blocked, failed: n.failed, hist: toSparse(hist) };
}

export function report(generator: Generator, atMs: number, { model }: Settings): LoadSecond {
  const samples = generator.spec.report === 'samples';
  const all = generator.parts;
  const told = Object.fromEntries(outcomes.map((outcome) => [outcome, wholes(all.map(({ share, tally, told }) => tally[outcome] * share - told[outcome]))])) as Record<Outcome, number[]>;
  const classes: Record<string, ClassSecond> = {};
  // Counters count what is sent, samples what has ended.
  const { sent } = generator;
  let offered = samples ? 0 : Math.floor(sent.n + 1e-9) - sent.told;
  sent.told += offered;
  let passed = 0;
  for (const [i, part] of all.entries()) {
    const second = secondOf(part, { ok: told.ok[i] ?? 0, blocked: told.blocked[i] ?? 0, failed: told.failed[i] ?? 0 }, samples, model);
    passed += second.ok;
    // Whoever sent nothing is in no sample.
    if (!samples || second.sent === 0) continue;
    offered += second.sent;
    classes[part.name] = second;
  }
  for (const outcome of outcomes) for (const [i, { tally }] of all.entries()) if ((told[outcome][i] ?? 0) > 0) tally.took[outcome].length = 0;
  return { atMs, offered, dropped: 0, passed, classes };
}
