/** Holds when each inject was really in force: from the first change that was applied to the first that was withdrawn. */
import type { PlannedInject } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { perHistory } from './per-history.ts';

export interface Staged {
  readonly planned: PlannedInject;
  /** Undefined where nothing of it was applied. */
  readonly fromMs: number | undefined;
  /** When its withdrawal began; the end of watching where it didn't. */
  readonly toMs: number;
  /** The line that shows it applied, or planned. */
  readonly seq: number;
  readonly endSeq: number | undefined;
  readonly skipped: string | undefined;
  readonly failed: string | undefined;
  readonly generators: readonly string[];
}

export const stagedOf = perHistory((history: History): readonly Staged[] => {
  const msel = history.last('msel.planned');
  return (msel?.injects ?? []).map((planned) => {
    const mine = (event: { readonly inject: string }) => event.inject === planned.inject;
    const applied = history.of('change.applied').filter(mine);
    const withdrawing = history.of('change.withdrawing').find(mine);
    const first = applied.toSorted((a, b) => a.atMs - b.atMs)[0];
    return {
      planned,
      fromMs: first?.atMs,
      toMs: withdrawing?.heardMs ?? history.endMs,
      seq: first?.seq ?? msel?.seq ?? 0,
      endSeq: withdrawing?.seq,
      skipped: history.of('inject.skipped').find(mine)?.because,
      failed: history.of('change.failed').find(mine)?.error,
      generators: planned.felt.flatMap((expected) => (expected.see === 'arrivals' ? [expected.generator] : [])),
    };
  });
});

export const isDecoy = ({ planned }: Staged): boolean => planned.fault === 'decoy';
/** Faults that a monitoring system should notice: neither a decoy nor a control run. */
export const isReal = (staged: Staged): boolean => !isDecoy(staged) && !staged.planned.control;

export const attackGenerators = perHistory((history) => new Set(stagedOf(history).flatMap((staged) => (staged.planned.attack ? staged.generators : []))));
/** Every generator that an inject brought; all others are the legitimate users of the steady state. */
export const injectedGenerators = perHistory((history) => new Set(stagedOf(history).flatMap((staged) => staged.generators)));

export interface Declared extends Staged {
  readonly fromMs: number;
}

/** Injects that only told players that a channel is gone. */
export const declaredGone = (history: History, channel: string): readonly Declared[] =>
  stagedOf(history).flatMap((staged) => (staged.fromMs !== undefined && staged.planned.felt.some((expected) => expected.see === 'declaration' && expected.channel === channel) ? [{ ...staged, fromMs: staged.fromMs }] : []));
