/** Holds the span over which impact is counted: the attack, or all that was watched where there was none. */
import { attackOf } from '../../clocks.ts';
import type { History } from '../../../record/history.ts';
import { watchedUntil } from '../../derive/watched.ts';

export function incidentSpan(history: History): { readonly fromMs: number; readonly toMs: number } {
  const attack = attackOf(history);
  return attack === undefined ? { fromMs: history.zeroMs ?? 0, toMs: watchedUntil(history) } : { fromMs: attack.t0.ms, toMs: attack.end.ms + 1000 };
}
