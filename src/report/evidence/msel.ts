/** Holds the master scenario events list (MSEL) as it was planned and as it was released. */
import { stagedOf } from '../../judge/clocks.ts';
import type { History } from '../../record/history.ts';

export interface MselRow {
  readonly inject: string;
  readonly lane: string;
  readonly fault: string;
  readonly title: string;
  /** All in milliseconds from the start of the timeline; undefined where it didn't happen. */
  readonly plannedMs: number;
  readonly releasedMs: number | undefined;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly how: string;
}

export function mselOf(history: History): readonly MselRow[] {
  const zeroMs = history.zeroMs ?? 0;
  const released = new Map(history.of('inject.released').map((event) => [event.inject, event]));
  return stagedOf(history).map(({ planned, fromMs, toMs, skipped, failed }) => {
    const release = released.get(planned.inject);
    const how = skipped !== undefined ? `skipped: ${skipped}` : release === undefined ? 'not released' : failed !== undefined ? `failed: ${failed}` : `released by the ${release.how}`;
    return {
      inject: planned.inject,
      lane: planned.lane,
      fault: planned.fault,
      title: planned.title,
      plannedMs: planned.offsetMs,
      releasedMs: release && release.heardMs - zeroMs,
      fromMs: fromMs === undefined ? undefined : fromMs - zeroMs,
      toMs: fromMs === undefined ? undefined : toMs - zeroMs,
      how,
    };
  });
}
