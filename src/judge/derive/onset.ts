/** Holds when the attack began (T0) and ended. */
import type { History } from '../../record/history.ts';
import { attackGenerators, isReal, stagedOf } from './injects.ts';
import type { Staged } from './injects.ts';
import { between, inTime, perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';
import { watchedUntil } from './watched.ts';

export interface Attack {
  /** T0: the first attack request sent, by the launcher's clock. */
  readonly t0: Mark;
  /** The last second in which attack requests were sent, or the end of watching. */
  readonly end: Mark;
}

/** Undefined where no attack was launched. In observe mode T0 is what somebody marked as the beginning. */
export const attackOf = perHistory((history: History): Attack | undefined => {
  const last = { ms: watchedUntil(history), seq: history.events.at(-1)?.seq ?? 0 };
  if (history.first('run.opened')?.mode === 'observe') {
    const began = history.of('milestone.reached').find((event) => event.milestone === 'began');
    const over = history.of('milestone.reached').find((event) => event.milestone === 'resolved');
    return began && { t0: { ms: began.atMs, seq: began.seq }, end: over === undefined ? last : { ms: over.atMs, seq: over.seq } };
  }
  const launched = stagedOf(history).flatMap((staged) => (staged.planned.attack && staged.fromMs !== undefined ? [{ ms: staged.fromMs, seq: staged.seq }] : []));
  const t0 = launched.toSorted((a, b) => a.ms - b.ms)[0];
  if (t0 === undefined) return undefined;
  const generators = attackGenerators(history);
  const sending = history.of('flood.second').findLast((second) => generators.has(second.generator) && second.sent > 0);
  return { t0, end: sending === undefined ? last : { ms: sending.atMs, seq: sending.seq } };
});

/** What monitoring should have noticed first: the attack, or, in a drill without one, the first real fault that says what alert is right. */
export const firstToNotice = perHistory((history: History): (Mark & { readonly staged?: Staged }) | undefined => {
  const attack = attackOf(history);
  const real = stagedOf(history).filter((staged) => isReal(staged) && staged.fromMs !== undefined);
  if (attack !== undefined) {
    const staged = real.find((each) => each.planned.attack && each.seq === attack.t0.seq);
    return { ...attack.t0, ...(staged && { staged }) };
  }
  const first = real.filter((staged) => staged.planned.alert !== undefined).toSorted((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0))[0];
  return first && { ms: first.fromMs ?? 0, seq: first.seq, staged: first };
});

const attackSeconds = perHistory((history: History) => {
  const generators = attackGenerators(history);
  return inTime(history, 'flood.second').filter((second) => generators.has(second.generator) && second.sent > 0);
});

/** Whether attack requests were sent throughout a span: in a pause between two waves everybody is well, and every filter perfect. */
export function attacking(history: History, fromMs: number, toMs: number): boolean {
  // Nobody counts what real attackers send.
  if (history.first('run.opened')?.mode === 'observe') return true;
  const seconds = new Set(between(attackSeconds(history), fromMs - 500, toMs + 500).map((second) => Math.floor(second.atMs / 1000)));
  return seconds.size * 1000 >= 0.8 * (toMs - fromMs);
}
