/** Holds what a metric is: declared once, with its bounds, their basis and a sentence for a manager; everything printed about it derives from here. */
import type { Bounds, Capability } from '../record/events.ts';
import type { History } from '../record/history.ts';

/** `atLeast` is a thing that had not happened when the watching ended. Evidence is the sequence numbers of journal lines. `asks`: a facilitator can tell. */
export type Measured =
  | { readonly is: 'value' | 'atLeast'; readonly n: number; readonly evidence: readonly [number, ...number[]] }
  | { readonly is: 'unmeasured'; readonly why: string; readonly asks?: true }
  | { readonly is: 'not exercised'; readonly why: string };

export type Unit = 'ms' | 'share' | 'count' | 'rps';

export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly capability: Capability | 'impact';
  /** In a metric with unit `share`, n is the share itself (0.97); its bounds are shortfalls (0.01 is "99 %"). */
  readonly unit: Unit;
  /** Whether the metric decides its capability's rating. */
  readonly critical: boolean;
  /** Undefined: always shown, never rated. `scaled` says whether time compression divides the bounds. */
  readonly bounds?: (history: History) => Bounds;
  readonly scaled?: boolean;
  /** Where the bounds come from; "(J)" marks a judgement of ours. */
  readonly basis: string;
  /** `{measured}` and `{aim}` are replaced. `never`: it had not happened within `{measured}`; `before`: it had happened before there was anything to count from. */
  readonly sentence: string;
  readonly never?: string;
  readonly before?: string;
  measure(history: History): Measured;
  /** A rating that can't be exceeded whatever the number says, with its reason (for example when a customer was first). */
  cap?(history: History): { readonly at: 'S' | 'M'; readonly why: string } | undefined;
}

export const metric = (declared: Metric): Metric => declared;
export const value = (n: number, first: number, ...more: number[]): Measured => ({ is: 'value', n, evidence: [first, ...more] });
export const atLeast = (n: number, first: number, ...more: number[]): Measured => ({ is: 'atLeast', n, evidence: [first, ...more] });
export const unmeasured = (why: string): Measured => ({ is: 'unmeasured', why });
/** What plain rules can't decide: a facilitator is asked. */
export const asking = (why: string): Measured => ({ is: 'unmeasured', why, asks: true });
export const notExercised = (why: string): Measured => ({ is: 'not exercised', why });
