/** Holds how the network team knows that an attack is over: the partner's counters show that it has nothing to strip any more. */
import type { EntryCounts, EventOf } from '../../record/events.ts';
import type { Desk } from '../role.ts';

/** Filters always strip a little of what is legitimate; more than this share is an attack. */
const calmShare = 0.1;

const stripping = (before: EntryCounts, now: EntryCounts): boolean => now.rejected - before.rejected > calmShare * (now.received - before.received);

/** Resolves with true once the partner has stripped next to nothing for `quietMs`, while it `carries` traffic; with false when `stop` aborts before. */
export async function attackOver(partner: string, quietMs: number, carries: () => boolean, desk: Desk, stop: AbortSignal): Promise<boolean> {
  let before: EventOf<'counters.read'> | undefined;
  let calmSinceMs = desk.clock.now();
  while (!stop.aborted) {
    const now = await desk.hear('counters.read', (read) => partner in read.entries, stop);
    if (now === undefined) return false;
    const [a, b] = [before?.entries[partner], now.entries[partner]];
    // A partner that is down strips nothing either.
    if (a === undefined || b === undefined || stripping(a, b) || !carries()) calmSinceMs = now.atMs;
    else if (now.atMs - calmSinceMs >= quietMs) return true;
    before = now;
  }
  return false;
}
