/**
 * Holds the way to Toxiproxy's control API: toxiproxy-node-client's requests and shapes over a transport of our own.
 * The client's own transport has no deadline, can't be stopped, loses status and body of an error, and keeps connections, which a restarted
 * Toxiproxy has forgotten. Its `Proxy` drops the toxics of a listing, so listings are read through its transport and a schema instead.
 */
import { Toxiproxy } from 'toxiproxy-node-client';
import { Problem, reasonOf } from '../../problem.ts';
import { exchange } from '../http.ts';

/** Toxiproxy answers within a few milliseconds; one that needs longer has locked up (it says 503 itself only after 25 s). */
export const apiLimitMs = 2000;

/** Toxiproxy answered, but not with success. */
export class ToxiproxyRefusal extends Problem {
  readonly status: number;

  constructor(method: string, url: string, status: number, body: string) {
    super({ expected: 'Toxiproxy to accept the request', got: `${status} ${body.trim()}`, where: `${method} ${url}` });
    this.name = 'ToxiproxyRefusal';
    this.status = status;
  }
}

async function ask(method: string, url: string, body: unknown, stop: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([stop, AbortSignal.timeout(apiLimitMs)]);
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await exchange({ method, url, ...content }, limit).catch((cause: unknown) => {
    const got = limit.aborted && !stop.aborted ? `none within ${apiLimitMs} ms` : reasonOf(cause);
    throw new Problem({ expected: 'an answer of Toxiproxy', got, where: `${method} ${url}`, next: 'If it runs, its control API may have locked up: restarting it heals that.', cause });
  });
  if (answer.status < 200 || answer.status > 299) throw new ToxiproxyRefusal(method, url, answer.status, answer.body);
  return answer.body;
}

/** A client of the API at `url`, every request of which ends with `stop` or after `apiLimitMs`. */
export function toxiproxyApi(url: string, stop: AbortSignal): Toxiproxy {
  // Without the slash at the end, which the client would double.
  const client = new Toxiproxy(url.replace(/\/+$/, ''));
  const parsed = async (method: string, at: string, body?: unknown) => {
    const text = await ask(method, at, body, stop);
    return { data: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  Object.assign(client.api, {
    get: (at: string) => parsed('GET', at),
    post: (at: string, body?: unknown) => parsed('POST', at, body),
    delete: async (at: string) => void (await ask('DELETE', at, undefined, stop)),
    getText: (at: string) => ask('GET', at, undefined, stop),
  });
  return client;
}

/** Takes one status for an answer: a toxic that is gone already, a proxy that is there already. */
export const unless = (status: number) => (thrown: unknown): undefined => {
  if (thrown instanceof ToxiproxyRefusal && thrown.status === status) return undefined;
  throw thrown;
};
