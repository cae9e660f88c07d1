/** Holds the guardrails: what stops a drill before it harms more than was agreed, or when nobody could see whether it does. */
import type { ResolvedGuardrail } from '../scenario/resolved.ts';
import type { Drill } from './drill.ts';
import { percent, shareOf, usersOnly } from './users.ts';

const lookMs = 1000;
/** A second of traffic is told of up to this much after it began, on a busy machine; silence beyond it is blindness. */
const tellingMs = 3000;

export function trip(drill: Drill, guardrail: string, saw: string): void {
  if (drill.ending.signal.aborted) return;
  drill.emitAs('drill')('guardrail.tripped', { guardrail, saw });
  drill.ending.abort(`guardrail ${guardrail}: ${saw}`);
}

/** Watches from the start of the run: a drill that can't even begin must end too. */
export async function guardWallClock(drill: Drill, maxMs: number): Promise<void> {
  await drill.clock.sleep(maxMs, drill.ending.signal);
  trip(drill, 'wall-clock', `the run took longer than ${maxMs / 1000} s`);
}

/** Watches legitimate traffic from the start of the timeline. */
export async function guardAvailability(drill: Drill, { min, forMs }: Extract<ResolvedGuardrail, { kind: 'availability' }>, zeroMs: number): Promise<void> {
  const { clock, journal, ending, planned } = drill;
  const name = `availability below ${100 * min} % for ${forMs / 1000} s`;
  const isUsers = usersOnly(planned);
  let fineUntilMs = zeroMs;
  let toldMs = zeroMs;
  const deaf = journal.hear('traffic.second', (event) => {
    if (!isUsers(event)) return;
    const share = shareOf([event]);
    // A second in which nobody asked for anything says nothing.
    if (share.sent === 0) return;
    toldMs = clock.now();
    const endMs = event.atMs + 1000;
    if (share.ok / share.sent >= min) fineUntilMs = Math.max(fineUntilMs, endMs);
    else if (endMs - fineUntilMs >= forMs) trip(drill, name, `${percent(share)} of legitimate requests were good in the last of ${Math.round((endMs - fineUntilMs) / 1000)} bad seconds`);
  });
  while (!ending.signal.aborted) {
    await clock.sleep(lookMs, ending.signal);
    const silentMs = clock.now() - toldMs;
    if (silentMs >= forMs + tellingMs) trip(drill, name, `it is blind: no legitimate request was told of for ${Math.round(silentMs / 1000)} s`);
  }
  deaf();
}

/** Looks each second whether this process may still touch the world: a runner that was stopped and wakes up finds a successor. */
export async function guardLease({ clock, lease, ending, journal }: Drill, lost: () => void, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    if (!lease.held()) return lost();
    if (journal.failed !== undefined) ending.abort(journal.failed.message);
    await clock.sleep(lookMs, stop);
  }
}
