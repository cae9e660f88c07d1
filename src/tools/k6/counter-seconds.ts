/** Holds the reader of a flood's counters over k6's REST API: three numbers a second, since a line a request would tax the generator. */
import type { LoadSecond } from '../../ports/capabilities.ts';
import { exchange } from '../http.ts';
import { type CounterNames, countedByUs } from './scripts/counted.ts';

/** Cumulative, as the script and k6 count them; see scripts/counted.ts. The last two are known of the team's own scripts, and only at their end. */
export interface Counters {
  readonly started: number;
  readonly dropped: number;
  readonly passed: number;
  readonly thrown?: number;
  readonly stray?: number;
}

export function sumOf(all: Iterable<Counters>): Required<Counters> {
  const sum = { started: 0, dropped: 0, passed: 0, thrown: 0, stray: 0 };
  for (const { started, dropped, passed, thrown = 0, stray = 0 } of all) {
    sum.started += started;
    sum.dropped += dropped;
    sum.passed += passed;
    sum.thrown += thrown;
    sum.stray += stray;
  }
  return sum;
}

const answerMsMax = 2000;

/** One metric by its id: asking for all of them would make k6 sort every latency that it ever took. A counter that never counted is a 404. */
async function counter(api: string, id: string): Promise<number> {
  const { status, body } = await exchange({ url: `http://${api}/v1/metrics/${encodeURIComponent(id)}` }, AbortSignal.timeout(answerMsMax));
  if (status === 404) return 0;
  const answer = JSON.parse(body) as { data?: { attributes?: { sample?: { count?: number } } } };
  return answer.data?.attributes?.sample?.count ?? 0;
}

/** The counters now; undefined when k6 didn't answer, as it does when its machine is too busy or it has just ended. */
export async function readCounters(api: string, names: CounterNames = countedByUs): Promise<Counters | undefined> {
  try {
    const [started, dropped, passed] = await Promise.all([counter(api, names.started), counter(api, names.dropped), counter(api, names.passed)]);
    return { started, dropped, passed };
  } catch {
    return undefined;
  }
}

/** The script's last line on standard output: what it counted in all, made after the last request. */
export function readTotals(line: string): Counters | undefined {
  if (!line.startsWith('{"totals":')) return undefined;
  return (JSON.parse(line) as { totals: Counters }).totals;
}

/** Turns cumulative counters into seconds: what was counted since the last reading belongs to the second that `atMs` lies in. k6 drops iterations, of `requests` each. */
export function counterSeconds(requests = 1): (counters: Counters, atMs: number) => LoadSecond {
  let last: Counters = { started: 0, dropped: 0, passed: 0 };
  return (counters, atMs) => {
    const dropped = Math.round(counters.dropped * requests) - Math.round(last.dropped * requests);
    const second = { atMs: Math.floor(atMs / 1000) * 1000, offered: counters.started - last.started + dropped, dropped, passed: counters.passed - last.passed, classes: {} };
    last = counters;
    return second;
  };
}
