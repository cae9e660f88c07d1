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

/** Requests of a flow that came to one outcome so far, in fractions of requests; of `took` those are left that no second has told of yet, the quickest first. */
export interface Came {
  readonly outcome: Outcome;
  n: number;
  told: number;
  readonly took: Took[];
  /** Of each part of the flow, in the order of their bounds. */
  readonly owed: Owed[];
}

/** Requests of one part that came to one outcome. */
export interface Owed {
  readonly came: Came;
  /** Of its flow it has the share between this bound and the one before. */
  readonly upTo: number;
  told: number;
  /** In the second that is being told of. */
  now: number;
}

/** A flow, with what became of it. */
export interface Sent extends Flow {
  readonly came: Readonly<Record<Outcome, Came>>;
}

/** One class in one region. */
export interface Part extends Readonly<Record<Outcome, Owed>> {
  readonly name: string;
}

export interface Generator {
  readonly spec: LoadSpec;
  readonly child: Child;
  /** Whether it sends to the edge itself, past the router. */
  readonly direct: boolean;
  readonly flows: readonly Sent[];
  /** Every class in every region, by name: as a second tells them. */
  readonly parts: readonly Part[];
  /** Of each flow. */
  readonly came: Readonly<Record<Outcome, readonly Came[]>>;
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

const each = <T>(one: (outcome: Outcome) => T): Readonly<Record<Outcome, T>> => ({ ok: one('ok'), blocked: one('blocked'), failed: one('failed') });

function owe(came: Came, upTo: number): Owed {
  const owed = { came, upTo, told: 0, now: 0 };
  came.owed.push(owed);
  return owed;
}

export function newGenerator(spec: LoadSpec, child: Child, settings: RangeSettings): Generator {
  const parts: Part[] = [];
  const flows = flowsOf(spec, settings).map((flow): Sent => {
    const came = each((outcome): Came => ({ outcome, n: 0, told: 0, took: [], owed: [] }));
    let upTo = 0;
    for (const [name, ofFlow] of flow.classes) {
      for (const [end, share] of regionsOf(spec)) {
        upTo += ofFlow * share;
        parts.push({ name: `${name}${end}`, ...each((outcome) => owe(came[outcome], upTo)) });
      }
    }
    return { ...flow, came };
  });
  parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { spec, child, direct: spec.settings['entry'] === places.entries.edge, flows, parts, came: each((outcome) => flows.map(({ came }) => came[outcome])), failing: 0, sent: { n: 0, told: 0 }, step: { bad: 0, all: 0 }, seconds: [], followers: new Set() };
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
  let at = took.length;
  while (at > 0 && (took[at - 1]?.ms ?? 0) > ms) at--;
  const alike = took[at - 1];
  if (alike?.ms === ms) alike.n += n;
  else if (at === took.length) took.push({ n, ms });
  else took.splice(at, 0, { n, ms });
}

/** Counts what became of requests, and, where samples are told, how long those took beside the way there and back. */
export function count({ step, spec }: Generator, came: Came, n: number, tookMs: number): void {
  if (n === 0) return;
  came.n += n;
  if (spec.report === 'samples') note(came.took, n, tookMs);
  step.all += n;
  if (came.outcome !== 'ok') step.bad += n;
}

/** Ends a step: what wasn't answered well in it is what those who try again do in the next one. */
export function judgeStep(generator: Generator): void {
  const { step } = generator;
  generator.failing = step.all === 0 ? 0 : step.bad / step.all;
  step.bad = 0;
  step.all = 0;
}
