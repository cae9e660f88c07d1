/** Holds when diversion and the way back were commanded, by the best that tells of it: what a tool proves comes before what somebody says. */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { attackOf, firstToNotice } from './onset.ts';
import { perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';

type Reached = EventOf<'milestone.reached'>;
type Commanded = 'commanded' | 'failed-back';

interface Candidate extends Mark {
  readonly errMs: number;
  /** The lower, the more it is trusted where several tell of the same moment. */
  readonly rank: number;
}

/** gameday's own move, or one that was made at its own receiver, is exact; a provider's log names the very command; an answer and an object show what became of it. */
const ownRank = 0;
const witnessRanks = { receiver: ownRank, 'audit-log': 1, dns: 2, 'managed-fields': 3 } as const;
const otherTool = 4;
const wordRanks = { facilitator: 5, 'self-reported': 6 } as const;

function candidateOf({ atMs: ms, seq, source, witness, clockErrMs }: Reached): Candidate {
  if (source === 'autopilot') return { ms, seq, errMs: 0, rank: ownRank };
  if (source !== 'observed') return { ms, seq, errMs: clockErrMs ?? 0, rank: wordRanks[source] };
  // What nobody knows the accuracy of may be any moment, and yields to whatever is known better.
  if (witness === undefined || clockErrMs === undefined) return { ms, seq, errMs: clockErrMs ?? Number.POSITIVE_INFINITY, rank: otherTool };
  return { ms, seq, errMs: clockErrMs, rank: witnessRanks[witness.kind] };
}

/** The changes of plays that point traffic elsewhere, as `inject n`. */
export const divertPlays = perHistory((history: History): ReadonlySet<string> => new Set(history.of('change.planned').flatMap((planned) => (planned.action === 'divert' ? [`${planned.inject} ${planned.n}`] : []))));

/**
 * Whatever proves a command proves that there was one by then, so the earliest proof counts; of those that may tell of the same moment, as far as
 * each knows it, the most trusted. Somebody's word counts where nothing proves a command.
 */
function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const proved = candidates.filter(({ rank }) => rank <= otherTool);
  if (proved.length === 0) return candidates.toSorted((a, b) => a.rank - b.rank || a.ms - b.ms)[0];
  const [first] = proved.toSorted((a, b) => a.ms - b.ms);
  if (first === undefined) return undefined;
  return proved.filter((each) => each.ms - each.errMs <= first.ms + first.errMs).toSorted((a, b) => a.rank - b.rank || a.ms - b.ms)[0];
}

function reachedOf(history: History, name: Commanded): readonly Candidate[] {
  const since = firstToNotice(history)?.ms ?? history.zeroMs ?? 0;
  return history.of('milestone.reached').flatMap((event) => {
    const candidate = candidateOf(event);
    // What is known to the second may seem to come before what it answers; it can't have.
    if (event.milestone !== name || event.atMs + (event.clockErrMs ?? 0) < since) return [];
    return [{ ...candidate, ms: Math.max(candidate.ms, since) }];
  });
}

/** Tc: when diversion was commanded; a play that points traffic elsewhere is a command too. */
export const commandOf = perHistory((history: History): Mark | undefined => {
  const since = attackOf(history)?.t0.ms ?? history.zeroMs ?? 0;
  const plays = divertPlays(history);
  const applied = history.of('change.applied').flatMap((event) => (event.atMs >= since && plays.has(`${event.inject} ${event.n}`) ? [{ ms: event.atMs, seq: event.seq, errMs: 0, rank: ownRank }] : []));
  const best = bestOf([...reachedOf(history, 'commanded'), ...applied]);
  return best && { ms: best.ms, seq: best.seq };
});

/** When the return to the direct path was commanded. */
export const failbackCommandOf = perHistory((history: History): Mark | undefined => {
  const best = bestOf(reachedOf(history, 'failed-back'));
  return best && { ms: best.ms, seq: best.seq };
});
