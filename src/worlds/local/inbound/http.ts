/** Holds the server on which teams' tools reach gameday's receivers by HTTP: whoever knows the run's secret gets the receiver's answer, anybody else nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Answer, Outbound, Refused } from '../../../ports/capabilities.ts';
import { reasonOf } from '../../../problem.ts';
import { type RangeAddress, urlOf } from '../../../range/address.ts';
import { open, shut } from '../../../range/kit/listen.ts';
import { createServer } from '../../../range/kit/node-http.ts';
import { entranceBehind } from '../../secret.ts';
import { bodyReader } from './body.ts';

export interface HttpIn {
  readonly listen: RangeAddress;
  readonly secret: string;
  readonly answer: Answer;
  readonly refused: Refused;
}

export interface OpenHttp {
  /** `http://127.0.0.1:PORT/SECRET`; a receiver's kind is the path below it. */
  readonly url: string;
  close(): Promise<void>;
}

/** A sender whose headers, or whose whole request, take longer is cut. */
export const headersMs = 5000;
export const requestMs = 15_000;
/** Longer than any client's pause, so that a kept connection isn't closed just as its next request is on its way. */
const keepAliveMs = 75_000;
const lookEveryMs = 1000;
const connectionsMax = 2000;

const text = { contentType: 'text/plain; charset=utf-8' };

const flat = (headers: IncomingMessage['headers']): Record<string, string> => {
  const flattened: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    flattened[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flattened;
};

function send(response: ServerResponse, { status, body, contentType, headers }: Outbound): void {
  if (response.destroyed) return;
  try {
    response.writeHead(status, { ...headers, 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
  } catch (thrown) {
    // A receiver that repeats something hostile in a header must not get it out, nor end the server.
    response.writeHead(500, { 'content-type': text.contentType }).end(`${reasonOf(thrown)}\n`);
  }
}

export async function openHttp({ listen, secret, answer, refused }: HttpIn): Promise<OpenHttp> {
  const read = bodyReader();
  const entrance = entranceBehind(secret, refused);
  let base = '';

  async function handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const taken = await read(request);
    if ('why' in taken) {
      refused(taken.status, taken.why);
      // Answered at once: Node throws away what is still being sent, until the request's time is over.
      return send(response, { ...text, status: taken.status, body: `${taken.why}\n`, ...(taken.status === 503 && { headers: { 'retry-after': '1' } }) });
    }
    return send(response, await answer({ method: request.method ?? 'GET', base, path, headers: flat(request.headers), body: taken.body }));
  }

  const server = createServer({ keepAlive: true, noDelay: true, keepAliveTimeout: keepAliveMs, headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: lookEveryMs }, (request, response) => {
    const entered = entrance(request.method ?? '', request.url ?? '');
    if ('refusal' in entered) return send(response, entered.refusal);
    // Whoever leaves in the middle of a request is no trouble; anything else that is thrown is the receiver's.
    return void handle(request, response, entered.path).catch((thrown: unknown) => (request.destroyed && !request.complete ? response.destroy() : send(response, { ...text, status: 500, body: `${reasonOf(thrown)}\n` })));
  });
  server.maxConnections = connectionsMax;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Whoever leaves in the middle of a body, as many do once they were refused, is no trouble either.
    if (error.code === 'ECONNRESET' || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) return socket.destroy();
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    refused(status, `expected a request by HTTP/1.1 within ${requestMs / 1000} s, got ${error.code ?? error.message}`);
    return socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  await open(server, listen);
  // A range that is brought up to stay must not keep the command that did it.
  server.unref();
  base = `${urlOf({ host: listen.host, port: (server.address() as AddressInfo).port })}/${secret}`;
  return { url: base, close: () => shut(server) };
}
