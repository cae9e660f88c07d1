/** Holds what a validity check is: one reason to believe, or not to believe, what a drill measured. */
import type { History } from '../../record/history.ts';
import type { ValidityCheck } from '../scorecard.ts';

export interface Check {
  readonly id: string;
  readonly title: string;
  /** One result, or one for each inject. */
  look(history: History): Found | readonly Found[];
}

export interface Found {
  /** Added to the check's id and title where there are several. */
  readonly of?: string;
  readonly is: ValidityCheck['is'];
  readonly saw: string;
  readonly evidence?: readonly number[];
}

/** What was seen of one expectation. */
export interface Seen {
  readonly is: 'held' | 'failed' | 'unknown';
  readonly saw: string;
  readonly evidence: readonly number[];
}

export const check = (declared: Check): Check => declared;

/** A check that crashes is unknown, which counts like failed. */
export function lookAt(one: Check, history: History): readonly ValidityCheck[] {
  const { id, title } = one;
  const named = (found: Found): ValidityCheck => ({
    id: found.of === undefined ? id : `${id}/${found.of}`,
    title: found.of === undefined ? title : `${title}: ${found.of}`,
    is: found.is,
    saw: found.saw,
    evidence: found.evidence ?? [],
  });
  try {
    return [one.look(history)].flat().map(named);
  } catch (error) {
    return [named({ is: 'unknown', saw: `the check crashed: ${error instanceof Error ? error.message : String(error)}` })];
  }
}

export const observing = (history: History): boolean => history.first('run.opened')?.mode === 'observe';
