/** Holds what customers asked of the vendor since there was something to ask, and what became of it: calls and requests for help. */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { incidentFrom } from './notices.ts';
import { inTime, perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';

export interface Asked {
  readonly id: string;
  readonly line: string;
  readonly from: Mark;
  /** What a person answered, and when; undefined where nobody did. */
  readonly answered?: Mark & { readonly waitedMs: number };
  /** When it came to nothing: given up, taken by a machine, busy. */
  readonly lost?: Mark;
}

const since = (history: History): number => incidentFrom(history) ?? Number.POSITIVE_INFINITY;
/** What an account manager's telephone is called, and the seat of those who answer there. */
export const managersLine = 'account-manager';
const lost = new Set(['busy', 'voicemail', 'abandoned', 'no-answer', 'failed', 'canceled']);

const byId = <E extends { readonly atMs: number }>(moves: readonly E[], idOf: (move: E) => string, fromMs: number): readonly (readonly E[])[] => {
  const groups = Map.groupBy(moves, idOf);
  return [...groups.values()].filter(([first]) => (first?.atMs ?? 0) >= fromMs);
};

/** One entry a call, to account managers or to the lines of support. */
function callsTo(history: History, managers: boolean): readonly Asked[] {
  const inbound = inTime(history, 'call.moved').filter(({ direction, to }) => direction === 'inbound' && (to === managersLine) === managers);
  return byId(inbound, ({ call }) => call, since(history)).flatMap((moves): Asked[] => {
    const [first] = moves;
    if (first === undefined) return [];
    const answer = moves.find(({ state, actor }) => (state === 'answered' || state === 'acknowledged') && actor !== 'machine' && actor !== 'automation');
    const end = moves.find(({ state }) => lost.has(state));
    return [{
      id: first.call,
      line: first.to,
      from: { ms: first.atMs, seq: first.seq },
      ...(answer !== undefined && { answered: { ms: answer.atMs, seq: answer.seq, waitedMs: answer.waitedMs ?? answer.atMs - first.atMs } }),
      ...(answer === undefined && end !== undefined && { lost: { ms: end.atMs, seq: end.seq } }),
    }];
  });
}

export const callsOf = perHistory((history: History) => callsTo(history, false));
export const managerCallsOf = perHistory((history: History) => callsTo(history, true));

/** Cases, mails to support and questions in public that were taken. One that was refused never reached the desk, which the portal's own figure shows. */
export const requestsOf = perHistory((history: History): readonly Asked[] =>
  byId(inTime(history, 'case.moved'), (move) => move.case, since(history)).flatMap((moves): Asked[] => {
    const opened = moves.find(({ state }) => state === 'opened');
    if (opened === undefined) return [];
    const from = { ms: opened.atMs, seq: opened.seq };
    const answer = moves.find(({ state, actor }) => state === 'acknowledged' && actor !== 'automation');
    return [{ id: opened.case, line: opened.channel ?? 'case', from, ...(answer !== undefined && { answered: { ms: answer.atMs, seq: answer.seq, waitedMs: history.elapsedMs(opened.atMs, answer.atMs) } }) }];
  }),
);

/** An answer in words, to whichever question. */
type Answer = EventOf<'call.moved'> | EventOf<'case.moved'>;

export const answersOf = perHistory((history: History): readonly Answer[] => {
  const calls = inTime(history, 'call.moved').filter(({ direction, state }) => direction === 'inbound' && (state === 'answered' || state === 'called-back'));
  const cases = inTime(history, 'case.moved').filter(({ state }) => state === 'acknowledged' || state === 'answered');
  return [...calls, ...cases].filter(({ text, atMs }) => text !== undefined && atMs >= since(history));
});

/** Where it had been asked. */
export const placeOf = (answer: Answer): string => (answer.kind === 'case.moved' ? (answer.channel ?? 'portal') : answer.to === managersLine ? managersLine : 'hotline');

/** Whether anybody is meant to answer: a seat at the support desk, or a tool of the team's that hears of cases and calls. */
export const hasDesk = (history: History): boolean =>
  history.first('run.opened')?.brief.responders['support'] !== undefined || [...history.of('case.moved'), ...history.of('call.moved')].some(({ by }) => by.startsWith('receiver/'));
