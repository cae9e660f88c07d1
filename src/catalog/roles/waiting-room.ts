/** Holds how a role works through what waits for it: looks at short intervals, takes each once, and no more at a time than it has hands. */
import type { Ask } from '../../ports/plays.ts';
import type { Desk } from '../role.ts';
import type { ReactionTime, SpanRange } from '../spans.ts';
import { answers, lookMs, soonestMs } from './reaction.ts';

export interface Work {
  /** Which of what waits is meant. */
  readonly wants: (ask: Ask) => boolean;
  readonly hands: number;
  /** From when it is seen to the act, which decides how often somebody looks. */
  readonly takes: ReactionTime;
  readonly escalate: SpanRange | undefined;
  /** What fails stays unanswered, which whoever waits will see. */
  readonly act: (ask: Ask) => Promise<void>;
}

/** Resolves once `stop` aborts, or at once where there is nobody to do it. What can't be looked up now is looked up again. */
export async function workThrough(desk: Desk, { wants, hands, takes, escalate, act }: Work, stop: AbortSignal): Promise<void> {
  if (hands === 0) return;
  // A call that went to voicemail is another piece of work than when it rang.
  const taken = { ringing: new Set<string>(), call: new Set<string>(), social: new Set<string>(), portal: new Set<string>(), email: new Set<string>() };
  const everyMs = lookMs(soonestMs(takes));
  let busy = 0;
  while (!stop.aborted) {
    if (!(await answers(desk, escalate, stop))) return;
    const waiting = await desk.asks(stop).catch(() => []);
    if (stop.aborted) return;
    for (const ask of waiting) {
      if (busy >= hands) break;
      const before = taken[ask.way === 'call' && ask.rings ? 'ringing' : ask.way];
      if (!wants(ask) || before.has(ask.id)) continue;
      before.add(ask.id);
      busy += 1;
      void act(ask)
        .catch(() => {})
        .finally(() => (busy -= 1));
    }
    await desk.clock.sleep(everyMs, stop);
  }
}
