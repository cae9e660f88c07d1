/** Holds how a role works through what waits for it: looks at short intervals, takes each once, and no more at a time than it has hands. */
import type { Ask } from '../../ports/plays.ts';
import type { Desk } from '../role.ts';
import type { ReactionTime, SpanRange } from '../spans.ts';
import { answers, lookMs, soonestMs } from './reaction.ts';

export interface Work {
  readonly ways: readonly Ask['way'][];
  /** Which of what waits there is meant. */
  readonly wants: (ask: Ask) => boolean;
  readonly hands: number;
  /** From when it is seen to the act, which decides how often somebody looks. */
  readonly takes: ReactionTime;
  readonly escalate: SpanRange | undefined;
  /** What fails stays unanswered, which whoever waits will see. */
  readonly act: (ask: Ask) => Promise<void>;
}

/** Resolves once `stop` aborts, or at once where there is nobody to do it. What can't be looked up now is looked up again. */
export async function workThrough(desk: Desk, { ways, wants, hands, takes, escalate, act }: Work, stop: AbortSignal): Promise<void> {
  if (hands === 0) return;
  const taken = new Set<string>();
  const everyMs = lookMs(soonestMs(takes));
  let busy = 0;
  while (!stop.aborted) {
    if (!(await answers(desk, escalate, stop))) return;
    const waiting = await desk.asks(ways, stop).catch(() => []);
    if (stop.aborted) return;
    for (const ask of waiting) {
      if (busy >= hands) break;
      const key = `${ask.way} ${ask.id}`;
      if (!wants(ask) || taken.has(key)) continue;
      taken.add(key);
      busy += 1;
      void act(ask)
        .catch(() => {})
        .finally(() => (busy -= 1));
    }
    await desk.clock.sleep(everyMs, stop);
  }
}
