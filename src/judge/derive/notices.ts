/** Holds what customers were told, when it was proved to have reached somebody, and when a channel failed. */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { milestone } from './milestones.ts';
import { attackOf, firstToNotice } from './onset.ts';
import { inTime, firstFrom, perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';
import { correctAlert } from './alerts.ts';
import { dueMs } from '../notices/due.ts';
import { nextUpdate } from '../notices/rules/next-update.ts';
import { impactOf } from './suffering.ts';

export const mailChannel = 'email';
export const pageChannel = 'status-page';

export interface Told {
  readonly notice: string;
  readonly channel: string;
  /** When it first was proved to have reached somebody: a mailbox, a reader, or a fetch from outside. */
  readonly proved: Mark;
  /** When its writer sent it off, on whichever way. */
  readonly composedMs: number;
  /** Unix time by which it promised the next update. */
  readonly promisedMs?: number;
}

const reaches = new Set(['delivered', 'seen', 'acknowledged']);
type Moved = EventOf<'notice.moved'>;

/** Since when customers had something to be told: the attack, or the first fault where there was none. */
export const incidentFrom = perHistory((history: History): number | undefined => {
  const mail = mailFailure(history);
  const starts = [attackOf(history)?.t0.ms, firstToNotice(history)?.ms, mail?.ms].filter((ms) => ms !== undefined);
  return starts.length === 0 ? undefined : Math.min(...starts);
});

/** The moves of each notice since customers had something to be told, in order of the record. */
const noticesOf = perHistory((history: History): ReadonlyMap<string, readonly Moved[]> => {
  const since = incidentFrom(history) ?? Number.POSITIVE_INFINITY;
  const byNotice = new Map<string, Moved[]>();
  for (const moved of history.of('notice.moved')) {
    if (moved.atMs < since) continue;
    const moves = byNotice.get(moved.notice);
    if (moves === undefined) byNotice.set(moved.notice, [moved]);
    else moves.push(moved);
  }
  return byNotice;
});

const isProof = (moved: Moved): boolean => reaches.has(moved.rung) && moved.error === undefined;

/** One entry a notice that reached somebody, in order of time. *Accepted* alone proves nothing: a relay may accept and never deliver. */
export const toldOf = perHistory((history: History): readonly Told[] => {
  const seenOnPage = firstFetches(history);
  const told = [...noticesOf(history)].flatMap(([notice, moves]): Told[] => {
    const channel = moves[0]?.channel ?? '';
    const proofs = moves.filter(isProof).map((move) => ({ ms: move.atMs, seq: move.seq }));
    const fetched = channel === pageChannel ? seenOnPage.get(notice) : undefined;
    const proved = [...proofs, ...(fetched === undefined ? [] : [fetched])].toSorted((a, b) => a.ms - b.ms)[0];
    const composedMs = Math.min(...moves.map((move) => move.atMs));
    if (proved === undefined) return [];
    const promisedMs = promisedIn(moves, composedMs);
    return [{ notice, channel, proved, composedMs, ...(promisedMs !== undefined && { promisedMs }) }];
  });
  return told.toSorted((a, b) => a.proved.ms - b.proved.ms);
});

/** Each time that a notice was proved to have reached somebody, in order: what stands on a page reaches whoever reads it then, and not only the first one. */
export const proofsOf = perHistory((history: History): readonly (Mark & { readonly channel: string })[] => {
  const moved = [...noticesOf(history).values()].flatMap((moves) => moves.filter(isProof).map(({ channel, atMs, seq }) => ({ channel, ms: atMs, seq })));
  const read = history.of('status.fetched').flatMap(({ ok, notices, atMs, seq }) => (ok && notices.some((notice) => noticesOf(history).has(notice)) ? [{ channel: pageChannel, ms: atMs, seq }] : []));
  return [...moved, ...read].toSorted((a, b) => a.ms - b.ms);
});

/** What the tool says that was promised counts; only where it says nothing is the text read. */
function promisedIn(moves: readonly Moved[], composedMs: number): number | undefined {
  const told = moves.find((move) => move.nextUpdateMs !== undefined)?.nextUpdateMs;
  if (told !== undefined) return composedMs + told;
  const text = moves.find((move) => move.text !== undefined)?.text;
  return text === undefined ? undefined : nextUpdate.read({ text }).flatMap(({ answer }) => dueMs(answer, composedMs) ?? [])[0];
}

const firstFetches = perHistory((history: History): ReadonlyMap<string, Mark> => {
  const first = new Map<string, Mark>();
  for (const { ok, notices, atMs, seq } of history.of('status.fetched')) {
    if (ok) for (const notice of notices) if (!first.has(notice)) first.set(notice, { ms: atMs, seq });
  }
  return first;
});

/** Where the clock of communications starts: the declaration, or the next best moment before it, which is earlier and so never kinder. */
export const declarationOf = perHistory((history: History): (Mark & { readonly is: string }) | undefined => {
  const named = (name: 'declared' | 'acknowledged', is: string) => {
    const event = milestone(history, name);
    return event && { ms: event.atMs, seq: event.seq, is };
  };
  const alert = correctAlert(history).alert;
  const impact = impactOf(history);
  return named('declared', 'the declaration') ?? named('acknowledged', 'the acknowledgement, since nobody declared an incident') ?? (alert && { ms: alert.heardMs, seq: alert.seq, is: 'the alert, since nobody declared an incident' }) ?? (impact && { ...impact, is: 'the first harm to users, since nobody declared an incident' });
});

const failures = new Set(['refused', 'temporary-failure', 'timeout', 'bounced', 'missing']);

/** The e-mail channel failed: the first of two canaries in a row that didn't come through, proved from outside. */
export const mailFailure = perHistory((history: History): (Mark & { readonly backMs: number | undefined }) | undefined => {
  const canaries = inTime(history, 'mail.canary').filter((canary) => canary.state !== 'accepted');
  const start = history.zeroMs === undefined ? 0 : firstFrom(canaries, history.zeroMs);
  for (let i = Math.max(0, start); i + 1 < canaries.length; i++) {
    const [one, two] = [canaries[i], canaries[i + 1]];
    if (one === undefined || two === undefined || !failures.has(one.state) || !failures.has(two.state)) continue;
    return { ms: one.atMs, seq: one.seq, backMs: canaries.slice(i).find((canary) => canary.state === 'delivered')?.atMs };
  }
  return undefined;
});
