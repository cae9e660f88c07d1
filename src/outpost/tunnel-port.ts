/** Holds the outpost's other port, which a runner reaches by port-forward: CONNECT into the namespace, its gates, its inbox. */
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { bodyOf } from './body.ts';
import { connectTo } from './connect.ts';
import type { Reply } from './contract.ts';
import { partsOf } from './path.ts';
import type { Run, Runs } from './runs.ts';
import { version } from './version.ts';

/** A connection of a drill each: observers, probes and the range's control requests at the same time. */
const streamsMax = 1000;

type Said = { readonly status: number; readonly json?: unknown };
const nothingThere: Said = { status: 404 };

async function jsonOf(stream: ServerHttp2Stream): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = JSON.parse((await bodyOf(stream))?.toString('utf8') ?? 'null');
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const isTexts = (given: unknown): given is Record<string, string> => typeof given === 'object' && given !== null && Object.values(given).every((value) => typeof value === 'string');

function replyOf({ status, contentType, body, headers = {} }: Readonly<Record<string, unknown>>): Reply | undefined {
  return typeof status === 'number' && status >= 200 && status <= 599 && typeof contentType === 'string' && typeof body === 'string' && isTexts(headers) ? { status, contentType, body, headers } : undefined;
}

async function atGate(run: Run, method: string, name: string, then: string | undefined, stream: ServerHttp2Stream): Promise<Said> {
  if (method === 'PUT' && then === undefined) {
    const { waiters } = await jsonOf(stream);
    if (typeof waiters !== 'number' || !Number.isInteger(waiters) || waiters < 1) return { status: 400, json: { error: 'expected {"waiters": N}, at least 1' } };
    run.addGate(name, waiters);
    return { status: 204 };
  }
  const gate = run.gates.get(name);
  if (gate === undefined) return nothingThere;
  if (method === 'GET' && then === undefined) return (await gate.arrived()) ? { status: 200, json: { waiting: gate.waiting() } } : { status: 410 };
  if (method === 'POST' && then === 'open') {
    const opening = gate.open();
    return opening === undefined ? { status: 409, json: { waiting: gate.waiting(), waiters: gate.waiters } } : { status: 200, json: { ...opening, nowMs: Date.now() } };
  }
  if (method !== 'DELETE' || then !== undefined) return nothingThere;
  gate.remove();
  return { status: 204 };
}

/** Undefined where the stream is kept, as the inbox's is. */
async function answer(stream: ServerHttp2Stream, method: string, url: string, runs: Runs): Promise<Said | undefined> {
  const [place, name = '', what, which, then] = partsOf(url);
  if (place === 'healthz') return { status: 200, json: 'ok' };
  if (place === 'version') return { status: 200, json: { version } };
  if (place === 'clock') return { status: 200, json: { atMs: Date.now() } };
  if (place !== 'runs' || name === '') return nothingThere;
  const run = runs.make(name);
  if (what === 'gates' && which !== undefined) return atGate(run, method, which, then, stream);
  if (what !== 'inbox') return nothingThere;
  if (which === undefined && method === 'GET') {
    stream.respond({ ':status': 200, 'content-type': 'application/x-ndjson' });
    run.listen(stream);
    return undefined;
  }
  const reply = method === 'POST' && which !== undefined ? replyOf(await jsonOf(stream)) : undefined;
  if (reply === undefined || which === undefined) return { status: 400, json: { error: 'expected {status, contentType, body}' } };
  return { status: run.inbox.answer(which, reply) ? 204 : 404 };
}

export function tunnelPort({ runs, namespace, resolved }: { runs: Runs; namespace: string; resolved: (service: string) => string }): { server: Http2Server; cut: () => void } {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({ settings: { maxConcurrentStreams: streamsMax } });
  server.on('session', (session) => {
    sessions.add(session);
    // A runner that breaks off is no failure of the outpost.
    session.on('error', () => {});
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const method = String(headers[':method']);
    if (method === 'CONNECT') return connectTo(stream, String(headers[':authority']), namespace, resolved);
    const say = ({ status, json }: Said) => {
      if (stream.destroyed || stream.closed) return;
      stream.respond({ ':status': status, 'content-type': 'application/json' });
      stream.end(json === undefined ? '' : JSON.stringify(json));
    };
    return void answer(stream, method, String(headers[':path']), runs).then((said) => said !== undefined && say(said), (error: unknown) => say({ status: 400, json: { error: String(error) } }));
  });
  return { server, cut: () => sessions.forEach((session) => session.destroy()) };
}
