/** Holds the tunnel to the outpost: one HTTP/2 session over whatever leads there, watched, and made anew whenever it breaks. */
import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem, reasonOf } from '../../../problem.ts';
import { aborted } from './aborted.ts';

export interface Tunnel {
  /** The session that there is, or the next one; rejects when `stop` aborts or the tunnel is closed. */
  session(stop: AbortSignal): Promise<ClientHttp2Session>;
  close(): void;
}

const firstMsMax = 15_000;
/** HTTP/2's own 64 kB would let little through to a cluster that is far away. */
const windowBytes = { stream: 1_048_576, session: 4_194_304 } as const;
const greetingMsMax = 5000;
const againMs = { first: 50, max: 1000 } as const;
/** An outpost that leaves four pings in a row unanswered is gone, or the way to it is: after about two seconds. */
const ping = { everyMs: 500, unansweredMax: 4 } as const;

/** A port-forward to a pod where nobody listens opens all the same: only the outpost's settings show that it is there. */
async function greeted(duplex: Duplex): Promise<{ session: ClientHttp2Session; closed: Promise<void> }> {
  const session = connect('http://outpost', { createConnection: () => duplex, settings: { initialWindowSize: windowBytes.stream } });
  session.once('connect', () => session.setLocalWindowSize(windowBytes.session));
  session.on('error', () => {});
  const closed = new Promise<void>((resolve) => session.once('close', () => (duplex.destroy(), resolve())));
  const late = AbortSignal.timeout(greetingMsMax);
  try {
    await Promise.race([once(session, 'remoteSettings', { signal: late }), closed.then(() => Promise.reject(new Error('the connection was closed')))]);
    return { session, closed };
  } catch (thrown) {
    session.destroy();
    throw thrown;
  }
}

function watched(session: ClientHttp2Session): void {
  let unanswered = 0;
  const timer = setInterval(() => {
    if (session.destroyed) return undefined;
    if (unanswered >= ping.unansweredMax) return session.destroy();
    unanswered += 1;
    return void session.ping(() => {
      unanswered = 0;
    });
  }, ping.everyMs);
  session.once('close', () => clearInterval(timer));
  // An outpost that ends says so, and takes nothing more.
  session.once('goaway', () => session.destroy());
}

/** Resolves with the first session made; `up` is called with each. Rejects with the last trouble when there is none in time. */
export async function openTunnel({ dial, up }: { dial: () => Promise<Duplex>; up: (session: ClientHttp2Session) => void }, stop: AbortSignal): Promise<Tunnel> {
  const closing = new AbortController();
  let current: ClientHttp2Session | undefined;
  let next = Promise.withResolvers<ClientHttp2Session>();
  let trouble: unknown;

  const keep = async () => {
    for (let waitMs: number = againMs.first; !closing.signal.aborted; waitMs = Math.min(waitMs * 2, againMs.max)) {
      try {
        const { session, closed } = await greeted(await dial());
        current = session;
        waitMs = againMs.first;
        watched(session);
        if (closing.signal.aborted) session.destroy();
        else up(session);
        next.resolve(session);
        // Who finds this one closed before its end is told here waits for another.
        next = Promise.withResolvers();
        await closed;
      } catch (thrown) {
        trouble = thrown;
      }
      current = undefined;
      await pause(waitMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const session = (stop: AbortSignal) => (current === undefined || current.closed || current.destroyed ? Promise.race([next.promise, aborted(AbortSignal.any([stop, closing.signal]))]) : Promise.resolve(current));
  const close = () => {
    closing.abort(new Error('the outpost is closed'));
    current?.destroy();
  };
  void keep();
  try {
    await session(AbortSignal.any([stop, AbortSignal.timeout(firstMsMax)]));
    return { session, close };
  } catch (thrown) {
    close();
    if (trouble instanceof Problem) throw trouble;
    throw new Problem({ expected: 'to reach the outpost in the cluster', got: reasonOf(trouble ?? thrown), next: 'Its log says more: kubectl logs deploy/gameday-agent -c outpost', cause: trouble ?? thrown });
  }
}
