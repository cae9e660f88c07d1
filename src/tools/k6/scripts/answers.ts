/** Holds how a script sends a request and says what became of it: as a sample with its class, or in counters. */
import http, { type RefinedResponse } from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import { countedByUs, totalsBy } from './counted.ts';
import type { Plan } from './plan.ts';

export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly patienceMs: number;
  /** The product and what is done with it, for example `communities.search`. */
  readonly class: string;
  readonly region: string;
  /** Whether a status is the one that this user came for; without it any 2xx or 3xx is. */
  readonly good?: (status: number) => boolean;
}

export type Outcome = 'ok' | 'blocked' | 'failed';

const welcome = (status: number) => status >= 200 && status < 400;

/** A filter answers 403 or 429; that is harm to a legitimate user, and apart from failure. */
function outcomeOf(ask: Ask, status: number): Outcome {
  if ((ask.good ?? welcome)(status)) return 'ok';
  return status === 403 || status === 429 ? 'blocked' : 'failed';
}

/** What the user waited: k6's duration leaves out the connecting, which is where a flood is felt; its `blocked` has it. A request without an answer has no timings. */
const waitedMs = (response: RefinedResponse<'none'>, sentMs: number) => (response.status === 0 ? Date.now() - sentMs : response.timings.blocked + response.timings.duration);

export type Send = (ask: Ask) => Outcome;

/** Call in a script's init part, where k6 makes metrics. Either way `started` is counted first, so that hung requests show. */
export function sender(report: Plan<unknown>['report']): Send {
  const request = (ask: Ask) => http.request(ask.method, ask.url, ask.body ?? null, { headers: { ...ask.headers }, timeout: ask.patienceMs, responseType: 'none' });
  if (report === 'samples') {
    const answer = new Trend('answer', true);
    return (ask) => {
      const sentMs = Date.now();
      const response = request(ask);
      const is = outcomeOf(ask, response.status);
      // k6 writes tags as they are; whoever reads them as a query gets any name of a region back whole.
      answer.add(waitedMs(response, sentMs), { class: ask.class, region: encodeURIComponent(ask.region), is, served: response.headers['X-Served-By'] === undefined ? 'no' : 'yes' });
      return is;
    };
  }
  const started = new Counter('started');
  const passed = new Counter('passed');
  return (ask) => {
    started.add(1);
    const response = request(ask);
    if (response.headers['X-Served-By'] !== undefined) passed.add(1);
    return outcomeOf(ask, response.status);
  };
}

export const totals = totalsBy(countedByUs);
