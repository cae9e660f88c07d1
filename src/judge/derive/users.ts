/** Holds what legitimate users met, second by second, and whether it was within their objective. */
import { bucketOf } from '../../record/latency-histogram.ts';
import type { ClassSecond } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { injectedGenerators } from './injects.ts';
import { between, byTime, perHistory } from './per-history.ts';

export interface UserSecond {
  readonly atMs: number;
  readonly seq: number;
  readonly sent: number;
  readonly ok: number;
  readonly blocked: number;
  readonly failed: number;
  /** Requests with a known latency, and how many of them took longer than the objective allows at the 95th percentile. */
  readonly timed: number;
  readonly slow: number;
}

/** One entry a line of legitimate traffic; generators that injects brought (floods, decoys) are not users. */
export const usersOf = perHistory((history: History): readonly UserSecond[] => {
  const notUsers = injectedGenerators(history);
  const slowFrom = bucketOf(objectiveOf(history).latencyP95MsMax) + 1;
  const lines = history.of('traffic.second').filter((line) => !notUsers.has(line.generator));
  return byTime(lines).map(({ atMs, seq, classes }) => {
    const sum = { atMs, seq, sent: 0, ok: 0, blocked: 0, failed: 0, timed: 0, slow: 0 };
    for (const name in classes) add(sum, classes[name], slowFrom);
    return sum;
  });
});

function add(sum: { sent: number; ok: number; blocked: number; failed: number; timed: number; slow: number }, one: ClassSecond | undefined, slowFrom: number): void {
  if (one === undefined) return;
  sum.sent += one.sent;
  sum.ok += one.ok;
  sum.blocked += one.blocked;
  sum.failed += one.failed;
  for (let i = 0; i + 1 < one.hist.length; i += 2) {
    const count = one.hist[i + 1] ?? 0;
    sum.timed += count;
    if ((one.hist[i] ?? 0) >= slowFrom) sum.slow += count;
  }
}

export const objectiveOf = (history: History) => history.first('run.opened')?.brief.objective ?? { availabilityMin: 0.99, latencyP95MsMax: 1000 };
export const compressionOf = (history: History): number => Math.max(1, history.first('run.opened')?.brief.compression ?? 1);

/** Sums over a span; cheap to move along, since it is made of running totals. */
interface Totals {
  readonly sent: number;
  readonly ok: number;
  readonly timed: number;
  readonly slow: number;
}

export const within = (sum: Totals, objective: { availabilityMin: number; latencyP95MsMax: number }): boolean =>
  sum.ok >= objective.availabilityMin * sum.sent - 1e-9 && sum.slow <= 0.05 * sum.timed + 1e-9;

const running = perHistory((history: History): readonly Totals[] => {
  const totals: Totals[] = [{ sent: 0, ok: 0, timed: 0, slow: 0 }];
  let last = totals[0] ?? { sent: 0, ok: 0, timed: 0, slow: 0 };
  for (const { sent, ok, timed, slow } of usersOf(history)) {
    last = { sent: last.sent + sent, ok: last.ok + ok, timed: last.timed + timed, slow: last.slow + slow };
    totals.push(last);
  }
  return totals;
});

/** Sums of the seconds with index `from` up to, but not including, `to`. */
export function totalsOf(history: History, from: number, to: number): Totals {
  const totals = running(history);
  const none = { sent: 0, ok: 0, timed: 0, slow: 0 };
  const [a, b] = [totals[from] ?? none, totals[Math.max(from, to)] ?? none];
  return { sent: b.sent - a.sent, ok: b.ok - a.ok, timed: b.timed - a.timed, slow: b.slow - a.slow };
}

/** Users in a span of Unix time. */
export function usersBetween(history: History, fromMs: number, toMs: number) {
  const seconds = between(usersOf(history), fromMs, toMs);
  const sum = { sent: 0, ok: 0, blocked: 0, failed: 0, timed: 0, slow: 0 };
  for (const second of seconds) for (const key of ['sent', 'ok', 'blocked', 'failed', 'timed', 'slow'] as const) sum[key] += second[key];
  return { ...sum, seconds };
}
