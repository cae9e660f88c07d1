/** Holds how one request is sent on to the next hop over kept connections, and how its answer comes back. */
import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { RangeAddress } from '../address.ts';
import { request as send } from './node-http.ts';

/** How it ended: the next hop answered, it failed (502), it took too long (504), or the client left first. */
export type Ending = 'answered' | 'failed' | 'timed out' | 'abandoned';

export interface Onward {
  readonly agent: Agent;
  readonly to: RangeAddress;
  readonly headers: IncomingHttpHeaders;
  readonly timeoutMs: number;
  /** Called once. `status` is 0 for a client that left unanswered. */
  readonly ended: (ending: Ending, status: number) => void;
}

/** Headers that concern one connection only (RFC 9110, section 7.6.1). */
const perHop = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'] as const;

export function withoutHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = { ...headers };
  for (const name of perHop) delete kept[name];
  return kept;
}

export function refuse(response: ServerResponse, status: number, error: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`{"error":${JSON.stringify(error)}}`);
}

export const hasBody = (request: IncomingMessage): boolean => request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;

/** Sends `request` on and its answer back. Never throws; `ended` tells how it went. */
export function forward(request: IncomingMessage, response: ServerResponse, onward: Onward): void {
  let over = false;
  const end = (ending: Ending, status: number) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    onward.ended(ending, status);
  };
  let outgoing: ClientRequest;
  const attempt = (again: boolean) => {
    outgoing = send({ agent: onward.agent, host: onward.to.host, port: onward.to.port, method: request.method ?? 'GET', path: request.url ?? '/', headers: onward.headers });
    outgoing.on('response', (incoming) => relay(incoming));
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (over) return;
      // The next hop may close a kept connection just as it is used again; that is nobody's failure, so a request without a body is tried once more.
      if (again && outgoing.reusedSocket && error.code === 'ECONNRESET' && !hasBody(request)) return attempt(false);
      if (response.headersSent) response.destroy();
      else refuse(response, 502, `the next hop failed: ${error.code ?? error.message}`);
      end('failed', 502);
    });
    if (hasBody(request)) request.pipe(outgoing);
    else outgoing.end();
  };
  const relay = (incoming: IncomingMessage) => {
    if (over) {
      incoming.resume();
      return;
    }
    clearTimeout(timer);
    const status = incoming.statusCode ?? 502;
    response.writeHead(status, withoutHop(incoming.headers));
    incoming.pipe(response);
    incoming.on('error', () => response.destroy());
    response.on('finish', () => end('answered', status));
  };
  const timer = setTimeout(() => {
    end('timed out', 504);
    outgoing.destroy();
    refuse(response, 504, 'the next hop took too long');
  }, onward.timeoutMs);
  response.on('close', () => {
    if (over) return;
    end('abandoned', 0);
    outgoing.destroy();
  });
  attempt(true);
}
