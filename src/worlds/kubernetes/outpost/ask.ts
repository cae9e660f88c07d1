/** Holds one request to the outpost itself, over its tunnel. */
import { once } from 'node:events';
import type { ClientHttp2Session, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { text } from 'node:stream/consumers';
import type { Tunnel } from './tunnel.ts';

export interface Told {
  readonly status: number;
  /** Undefined for an empty body. */
  readonly json: unknown;
  /** When it was sent and when its answer came, by this process's clock. */
  readonly sentMs: number;
  readonly heardMs: number;
}

const nowMs = () => performance.timeOrigin + performance.now();

const broke = (): never => {
  throw new Error('the tunnel to the outpost broke before it answered');
};

/** Rejects when the session breaks first, or `stop` aborts. */
export async function askOn(session: ClientHttp2Session, method: string, path: string, body: unknown, stop: AbortSignal): Promise<Told> {
  const sentMs = nowMs();
  const stream = session.request({ ':method': method, ':path': path, 'content-type': 'application/json' }, { endStream: body === undefined, signal: stop });
  if (body !== undefined) stream.end(JSON.stringify(body));
  stream.on('error', () => {});
  // Read from the start: an answer that comes whole in one packet has ended before somebody who waits for its headers first can read it.
  const said = text(stream);
  said.catch(() => {});
  const [headers] = (await Promise.race([once(stream, 'response'), once(stream, 'close').then(broke)])) as [IncomingHttpHeaders & IncomingHttpStatusHeader];
  const heardMs = nowMs();
  const content = await said;
  if (stream.rstCode !== 0) broke();
  return { status: headers[':status'] ?? 0, json: content === '' ? undefined : JSON.parse(content), sentMs, heardMs };
}

const againMs = 100;
/** An answer that got lost, or that is waited for long, is asked for again. */
const attemptMsMax = 3000;

/** As `askOn`, but a tunnel that breaks is waited for and the request is sent again: for what may be asked twice. */
export async function askAgain(tunnel: Tunnel, method: string, path: string, body: unknown, stop: AbortSignal): Promise<Told> {
  for (;;) {
    const session = await tunnel.session(stop);
    try {
      return await askOn(session, method, path, body, AbortSignal.any([stop, AbortSignal.timeout(attemptMsMax)]));
    } catch (thrown) {
      if (stop.aborted) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }
}
