/** Holds what roles on autopilot share: reaction times drawn from stated ranges, and what happens while a role can't be reached. */
import type { Desk } from '../role.ts';
import { spanRange } from '../spans.ts';
import type { SpanRange } from '../spans.ts';

/** A stated reaction time with its default; the draw comes from the seed. */
export const reaction = (text: string, what: string) => spanRange.prefault(text).describe(what);

export const escalate = spanRange.optional().describe('after how long a delegate answers for an absent role; without it nobody does');

export const drawMs = (desk: Desk, range: SpanRange): number => desk.random.between(range.lowMs, range.highMs);

const askAgainMs = 500;

/** Waits until the role, or after a while its delegate, can be reached. Resolves with whether somebody was before `stop`. */
export async function answers(desk: Desk, escalate: SpanRange | undefined, stop: AbortSignal): Promise<boolean> {
  const delegateMs = escalate === undefined ? Infinity : desk.clock.now() + drawMs(desk, escalate);
  while (!stop.aborted) {
    if ((await desk.reachable(stop)) || desk.clock.now() >= delegateMs) return !stop.aborted;
    await desk.clock.sleep(askAgainMs, stop);
  }
  return false;
}

/** The time that a person takes, and then whether there is somebody to do it. */
export async function react(desk: Desk, range: SpanRange, escalate: SpanRange | undefined, stop: AbortSignal): Promise<boolean> {
  if (!(await answers(desk, escalate, stop))) return false;
  await desk.clock.sleep(drawMs(desk, range), stop);
  return !stop.aborted;
}
