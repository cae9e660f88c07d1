/** Holds the span in which the partner carried the traffic while the attack went on: where its filter can be judged. */
import { attackOf, diversionOf, mitigationOf } from '../../clocks.ts';
import type { History } from '../../../record/history.ts';

export interface DivertedSpan {
  readonly fromMs: number;
  /** When the filter had learnt enough, or the beginning where that wasn't seen. */
  readonly learntMs: number;
  readonly toMs: number;
  readonly partner: string;
  readonly seq: number;
}

export function divertedSpan(history: History): DivertedSpan | undefined {
  const attack = attackOf(history);
  const diversion = diversionOf(history);
  if (attack === undefined || diversion === undefined) return undefined;
  const fromMs = diversion.mark.ms;
  const toMs = Math.max(fromMs, Math.min(attack.end.ms, diversion.untilMs));
  return { fromMs, learntMs: mitigationOf(history)?.tm?.ms ?? fromMs, toMs, partner: diversion.partner, seq: diversion.mark.seq };
}
