/** Holds what a comparison of variants takes from one drill beside its metrics: when the attack was recognised and diverted, and who of all customers was told. */
import { attackOf, compressionOf, correctAlert, diversionOf, impactOf } from '../judge/clocks.ts';
import { coverageOf, toldUntil } from '../judge/knowledge/coverage.ts';
import type { History } from '../record/history.ts';

/** What customers were told in the end; `unknown` are those for whom no canary speaks. */
export const fates = ['in time', 'late', 'wrongly', 'never', 'unknown'] as const;
export type Fate = (typeof fates)[number];

export interface Compared {
  /**
   * From when users were first outside their objective until the first correct alert, and until traffic was proved on a partner's path, in milliseconds: what
   * the edge withstands needs neither. Null where it never was.
   */
  readonly detectedMs: number | null;
  readonly divertedMs: number | null;
  /** How many customers; null where nobody listed them, or nothing attacked. */
  readonly told: Readonly<Record<Fate, number>> | null;
}

/**
 * Counted from when users were first outside their objective, or a vendor that declares late would gain time. An hour (J) is about what the S bounds of
 * detection, acknowledgement and first notice leave for 30 min of telling; time compression divides it.
 */
export const inTimeMs = 60 * 60_000;

function toldOf(history: History, fromMs: number): Compared['told'] {
  const knew = coverageOf(history)?.knew;
  if (knew === undefined) return null;
  // A notice that was sound when it came is never taken back by a worse one.
  const inTime = Math.min(knew.told, toldUntil(history, fromMs + inTimeMs / compressionOf(history), 'sound'));
  return { 'in time': inTime, late: knew.told - inTime, wrongly: knew['told wrongly'] + knew['told only about a dead channel'], never: knew['never told'] + knew['on no list'] + knew['only stale contacts'], unknown: knew['not known'] };
}

export function comparedOf(history: History): Compared {
  const harmed = impactOf(history);
  const after = (ms: number | undefined) => (harmed === undefined || ms === undefined ? null : Math.max(0, history.elapsedMs(harmed.ms, ms)));
  const from = harmed ?? attackOf(history)?.t0;
  return { detectedMs: after(correctAlert(history).alert?.heardMs), divertedMs: after(diversionOf(history)?.mark.ms), told: from === undefined ? null : toldOf(history, from.ms) };
}
