/** Holds one simulated traffic generator: its gate, its profile and what became of what it sent. */
import type { LoadSecond, LoadSpec, Stage } from '../../ports/load.ts';
import type { RangeSettings } from '../../range/settings.ts';
import type { Child } from '../../record/events.ts';
import { flowsOf, regionsOf } from './mix.ts';
import type { Flow } from './mix.ts';
import { places } from './places.ts';

/** So many requests took so long. */
export interface Took {
  n: number;
  readonly ms: number;
}

export type Outcome = 'ok' | 'blocked' | 'failed';

/** A flow's requests so far, by what became of them, in fractions of requests; `took` is of what was not told yet of any class. */
export type Tally = Readonly<Record<Outcome, { n: number; readonly took: Took[] }>>;

/** A flow, with what became of it. */
export interface Sent extends Flow {
  readonly tally: Tally;
}

/** One class in one region, and what was told of it. */
export interface Part {
  readonly name: string;
  /** Of its flow. */
  readonly share: number;
  readonly tally: Tally;
  readonly told: Record<Outcome, number>;
}

export interface Generator {
  readonly spec: LoadSpec;
  readonly child: Child;
  /** Whether it sends to the edge itself, past the router. */
  readonly direct: boolean;
  readonly flows: readonly Sent[];
  /** Every class in every region, by name: as a second tells them. */
  readonly parts: readonly Part[];
  /** How many requests had come to each outcome when it was last told. */
  readonly heard: Record<Outcome, number>;
  /** Share of its requests that weren't answered well in the last step. */
  failing: number;
  /** Sent so far, whatever became of it; `told` is what was already reported. */
  readonly sent: { n: number; told: number };
  /** What was answered in this step, and how much of it not well. */
  readonly step: { bad: number; all: number };
  openedMs?: number;
  ended?: { readonly code: number; readonly saw: string; readonly asked: boolean };
  /** Every second told so far, for those who come later. */
  readonly seconds: LoadSecond[];
  readonly followers: Set<{ heard(second: LoadSecond): void; ended: AbortController }>;
}

const newTally = (): Tally => ({ ok: { n: 0, took: [] }, blocked: { n: 0, took: [] }, failed: { n: 0, took: [] } });

export function newGenerator(spec: LoadSpec, child: Child, settings: RangeSettings): Generator {
  const flows = flowsOf(spec, settings).map((flow): Sent => ({ ...flow, tally: newTally() }));
  const parts = flows.flatMap(({ classes, tally }) => classes.flatMap(([name, ofFlow]) => regionsOf(spec).map(([end, share]): Part => ({ name: `${name}${end}`, share: ofFlow * share, tally, told: { ok: 0, blocked: 0, failed: 0 } }))));
  parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { spec, child, direct: spec.settings['entry'] === places.entries.edge, flows, parts, heard: { ok: 0, blocked: 0, failed: 0 }, failing: 0, sent: { n: 0, told: 0 }, step: { bad: 0, all: 0 }, seconds: [], followers: new Set() };
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

/** Most steps are like the one before, and what is owed a fraction of a request may wait for thousands of them. */
function note(took: Took[], n: number, ms: number): void {
  const last = took.at(-1);
  if (last?.ms === ms) last.n += n;
  else took.push({ n, ms });
}

/** Counts what became of requests, and, where samples are told, how long those took beside the way there and back. */
export function count({ step, spec }: Generator, { tally }: Sent, outcome: Outcome, n: number, tookMs: number): void {
  if (n === 0) return;
  const became = tally[outcome];
  became.n += n;
  if (spec.report === 'samples') note(became.took, n, tookMs);
  step.all += n;
  if (outcome !== 'ok') step.bad += n;
}

/** Ends a step: what wasn't answered well in it is what those who try again do in the next one. */
export function judgeStep(generator: Generator): void {
  const { step } = generator;
  generator.failing = step.all === 0 ? 0 : step.bad / step.all;
  step.bad = 0;
  step.all = 0;
}
