/** Holds a call from one service to another: JSON over a fresh or kept connection, with a deadline. */
import type { Agent } from 'node:http';
import type { RangeAddress } from '../address.ts';
import { request as send } from '../kit/node-http.ts';

export interface Called {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly body: string;
}

interface Call {
  readonly to: RangeAddress;
  readonly method: string;
  readonly path: string;
  readonly json?: unknown;
  readonly timeoutMs: number;
  readonly agent?: Agent;
}

/** Never rejects: no answer within the deadline is status 0, and `body` then says why. */
export function call({ to, method, path, json, timeoutMs, agent }: Call): Promise<Called> {
  return new Promise((resolve) => {
    const body = json === undefined ? '' : JSON.stringify(json);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const signal = AbortSignal.timeout(timeoutMs);
    const failed = (error: Error) => resolve({ status: 0, body: signal.aborted ? `no answer in ${timeoutMs} ms` : error.message });
    const outgoing = send({ host: to.host, port: to.port, method, path, headers, signal, ...(agent && { agent }) }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (text += chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: text }));
      incoming.on('error', failed);
    });
    outgoing.on('error', failed);
    outgoing.end(body);
  });
}
