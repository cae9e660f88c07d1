/** Holds what roles on autopilot share: reaction times drawn as they are stated, and what happens while a role can't be reached. */
import { probit } from 'simple-statistics';
import type { Desk } from '../role.ts';
import { reactionTime, spanRange } from '../spans.ts';
import type { ReactionTime, SpanRange } from '../spans.ts';

/** A stated reaction time with its default; the draw comes from the seed. */
export const reaction = (text: string, what: string) => reactionTime.prefault(text).describe(what);

export const escalate = spanRange.optional().describe('after how long a delegate answers for an absent role; without it nobody does');

export function drawMs({ random }: Pick<Desk, 'random'>, time: ReactionTime): number {
  if ('lowMs' in time) return random.between(time.lowMs, time.highMs);
  return time.medianMs * (time.p95Ms / time.medianMs) ** (probit(random.next()) / probit(0.95));
}

/** What nobody is faster than, or, where a time has no end, only one in twenty. */
export const soonestMs = (time: ReactionTime): number => ('lowMs' in time ? time.lowMs : time.medianMs ** 2 / time.p95Ms);

/** Whoever waits looks late by a twentieth of the time in question at most, and never later than this. */
const look = { share: 0.05, leastMs: 500, mostMs: 10_000 } as const;

/** How often one looks for what is a matter of so much time. */
export const lookMs = (ms: number): number => Math.min(look.mostMs, Math.max(look.leastMs, look.share * ms));

/** Waits until the role, or after a while its delegate, can be reached. Resolves with whether somebody was before `stop`. */
export async function answers(desk: Desk, escalate: SpanRange | undefined, stop: AbortSignal): Promise<boolean> {
  const { clock } = desk;
  const sinceMs = clock.now();
  const delegateMs = escalate === undefined ? Infinity : sinceMs + drawMs(desk, escalate);
  while (!stop.aborted) {
    if ((await desk.reachable(stop)) || clock.now() >= delegateMs) return !stop.aborted;
    await clock.sleep(Math.min(lookMs(clock.now() - sinceMs), delegateMs - clock.now()), stop);
  }
  return false;
}

/** The time that a person takes, and then whether there is somebody to do it. */
export async function react(desk: Desk, time: ReactionTime, escalate: SpanRange | undefined, stop: AbortSignal): Promise<boolean> {
  if (!(await answers(desk, escalate, stop))) return false;
  await desk.clock.sleep(drawMs(desk, time), stop);
  return !stop.aborted;
}
