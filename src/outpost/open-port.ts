/** Holds the outpost's open port: gates for generators, and the way to receivers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { bodyOf } from './body.ts';
import { bodyBytesMax, type Reply } from './contract.ts';
import { noRunner } from './inbox.ts';
import { partsOf } from './path.ts';
import type { Runs } from './runs.ts';

/** A generator may wait at its gate for as long as a facilitator likes; one whose pod is gone must not. */
const stillThereMs = 10_000;

/** Stands for the run that is at it, in the settings of tools that stay while runs come and go. */
const current = 'current';

const plain = (status: number, body: string): Reply => ({ status, contentType: 'text/plain; charset=utf-8', body });

function send(response: ServerResponse, { status, contentType, body, headers }: Reply): void {
  if (!response.destroyed) response.writeHead(status, { ...headers, 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
}

const flat = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));

async function relay(request: IncomingMessage, run: string, runs: Runs): Promise<Reply> {
  const body = await bodyOf(request);
  if (body === undefined) return plain(413, `expected at most ${bodyBytesMax} bytes\n`);
  const path = (request.url ?? '').replace(/^\/receive\/[^/?]*\/?/, '/');
  return (await (run === current ? runs.current() : runs.get(run))?.inbox.relay({ method: request.method ?? 'GET', path, headers: flat(request.headers), body: body.toString('base64') })) ?? noRunner;
}

export function openPort(runs: Runs): Server {
  return createServer({ keepAlive: true, keepAliveInitialDelay: stillThereMs, noDelay: true }, (request, response) => {
    const [place, run = '', name = ''] = partsOf(request.url ?? '/');
    if (place === 'receive') return void relay(request, run, runs).then((reply) => send(response, reply), () => response.destroy());
    request.resume();
    if (place === 'healthz') return send(response, plain(200, 'ok'));
    const gate = place === 'gates' && request.method === 'GET' ? runs.get(run)?.gates.get(name) : undefined;
    return gate === undefined ? send(response, plain(404, `there is nothing at ${request.method ?? ''} ${(request.url ?? '').slice(0, 200)}\n`)) : gate.join(response);
  });
}
