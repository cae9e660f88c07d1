/** Holds how many requests gameday's own observers sent to the origins: neither attack nor users, and at thirty users a second not few. */
import type { History } from '../../record/history.ts';
import { between, inTime, firstFrom, perHistory } from './per-history.ts';

/** Moments at which the portal was asked, with how many requests: one that opens a case, and one for each case that is open. */
const caseRounds = perHistory((history: History) => {
  const open = new Set<string>();
  return inTime(history, 'case.moved').filter(({ channel }) => channel === undefined).flatMap((moved) => {
    const isRound = moved.state === 'opened' || moved.state === 'refused';
    const asked = open.size + 1;
    if (moved.state === 'opened') open.add(moved.case);
    if (moved.state === 'kept' || moved.state === 'deleted') open.delete(moved.case);
    return isRound ? [{ atMs: moved.atMs, asked }] : [];
  });
});

/** Writes to the ledger go out at a steady pace, of which the readings around the span tell. */
function writes(history: History, fromMs: number, toMs: number): number {
  const readings = inTime(history, 'ledger.checked');
  const next = Math.max(1, firstFrom(readings, toMs));
  const [before, after] = [readings[Math.max(0, firstFrom(readings, fromMs) - 1)], readings[Math.min(next, readings.length - 1)]];
  if (before === undefined || after === undefined || after.atMs <= before.atMs) return 0;
  return ((after.acknowledged - before.acknowledged) * (toMs - fromMs)) / (after.atMs - before.atMs);
}

export function ownRequests(history: History, fromMs: number, toMs: number, origins: ReadonlySet<string>): number {
  const paths = between(inTime(history, 'path.seen'), fromMs, toMs).filter((probe) => origins.has(probe.via.at(-1) ?? '')).length;
  const cases = between(caseRounds(history), fromMs, toMs).reduce((sum, round) => sum + round.asked, 0);
  return paths + cases + writes(history, fromMs, toMs);
}
