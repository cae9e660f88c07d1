/** Holds when users left their objective (Ti) and when they were back within it for good (Tr). */
import type { History } from '../../record/history.ts';
import { attackOf, attacking } from './onset.ts';
import { perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';
import { compressionOf, objectiveOf, totalsOf, usersOf, within } from './users.ts';

/** A breach is judged over five seconds, so that one failed request among thirty is none. */
export const breachMs = 5000;
/** The rubric's five minutes within objective, divided by the drill's compression; never so short that a lull passes for recovery. */
export const recoveryMsOf = (history: History): number => Math.max(5000, 300_000 / compressionOf(history));

/** Ti: the first second of the first five in which users were outside their objective, from the given moment on. */
export function breachBetween(history: History, fromMs: number, toMs: number): Mark | undefined {
  const users = usersOf(history);
  const objective = objectiveOf(history);
  for (let from = users.findIndex((second) => second.atMs >= fromMs), to = from; from >= 0 && from < users.length; from++) {
    const first = users[from];
    if (first === undefined || first.atMs >= toMs) return undefined;
    while (to < users.length && (users[to]?.atMs ?? 0) < Math.min(first.atMs + breachMs, toMs)) to++;
    const alone = totalsOf(history, from, from + 1);
    if (!within(alone, objective) && !within(totalsOf(history, from, to), objective)) return { ms: first.atMs, seq: first.seq };
  }
  return undefined;
}

/** Ti of the attack, undefined where users stayed within objective for as long as it lasted. */
export const impactOf = perHistory((history: History): Mark | undefined => {
  const attack = attackOf(history);
  return attack && breachBetween(history, attack.t0.ms, attack.end.ms + breachMs);
});

export interface Recovery {
  /** Tr: undefined where it was not seen. */
  readonly tr?: Mark;
  /** The end of the span that proves it. */
  readonly proof?: Mark;
  /** The last second outside objective while the attack lasted. */
  readonly lastBad: Mark;
  readonly until: Mark;
}

/**
 * Users are back when a whole span within objective is at least half under attack. In a pause or after the attack's end they recover
 * by themselves, which proves nothing about rerouting; so the attack's end is where the watching for recovery ends.
 */
export const recoveryOf = perHistory((history: History): Recovery | undefined => {
  const attack = attackOf(history);
  const ti = impactOf(history);
  if (attack === undefined || ti === undefined) return undefined;
  const users = usersOf(history);
  const objective = objectiveOf(history);
  const spanMs = recoveryMsOf(history);
  const untilMs = attack.end.ms;
  let lastBad = ti;
  for (let from = users.findIndex((second) => second.atMs >= ti.ms), to = from; from >= 0 && from < users.length; from++) {
    const first = users[from];
    if (first === undefined || first.atMs > untilMs) break;
    const good = within(totalsOf(history, from, from + 1), objective);
    if (!good) lastBad = { ms: first.atMs, seq: first.seq };
    while (to < users.length && (users[to]?.atMs ?? 0) < first.atMs + spanMs) to++;
    const last = users[to - 1];
    const whole = to < users.length && (to - from) * 1000 >= 0.8 * spanMs && first.atMs + spanMs / 2 <= untilMs + 1000 && attacking(history, first.atMs, first.atMs + spanMs / 2);
    if (good && whole && last !== undefined && totalsOf(history, from, to).sent > 0 && within(totalsOf(history, from, to), objective)) {
      return { tr: { ms: first.atMs, seq: first.seq }, proof: { ms: last.atMs, seq: last.seq }, lastBad, until: attack.end };
    }
  }
  return { lastBad, until: attack.end };
});
