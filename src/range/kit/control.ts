/** Holds how services answer control requests: a small function from question to reply, the same for all, served on a port of its own. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { Problem, reasonOf } from '../../problem.ts';
import type { RangeAddress } from '../address.ts';
import { hasBody } from './forward.ts';
import { listen } from './listen.ts';
import type { Tally } from './tally.ts';

export interface Ask {
  readonly method: string;
  /** Path segments, decoded: `/mailboxes/a@b` is `['mailboxes', 'a@b']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The body as JSON; undefined where there was none. */
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string;
  /** Content type of `text`; plain where it isn't given. */
  readonly type?: string;
}

/** Undefined means: not mine. */
export type Control = (ask: Ask) => Reply | undefined | Promise<Reply | undefined>;

const bodyBytesMax = 1_000_000;

export const ok = (json: unknown): Reply => ({ status: 200, json });
export const asks = (ask: Ask, method: string, ...path: readonly string[]): boolean => ask.method === method && ask.path.length === path.length && path.every((part, at) => part === '*' || part === ask.path[at]);

/** Checks a body; what doesn't fit becomes a 400 that says why. */
export function take<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Problem({ expected: 'a body that fits', got: issue?.message ?? 'another one', where: issue?.path.join('.') || 'body' });
}

/** Compare and swap: sets the value only if it is still `from`; answers 200 or 409 with the value that holds now. */
export function swap<T>(name: string, now: T, want: { readonly from: T; readonly to: T }, set: (to: T) => void): Reply {
  if (now !== want.from) return { status: 409, json: { [name]: now } };
  set(want.to);
  return { status: 200, json: { [name]: want.to } };
}

const common = (tally: Tally): Control => async (ask) => {
  // Who has something to forget does so itself.
  if (asks(ask, 'POST', 'forget')) return ok({});
  if (asks(ask, 'GET', 'healthz')) return { status: 200, text: 'ok' };
  if (asks(ask, 'GET', 'metrics')) return { status: 200, text: await tally.registry.metrics(), type: tally.registry.contentType };
  if (asks(ask, 'GET', 'counts')) return ok({ atMs: Date.now(), ...tally.counts });
  if (asks(ask, 'GET', 'seen')) {
    const atMs = tally.seenAt(ask.query.get('nonce') ?? '');
    return atMs === undefined ? { status: 404, json: { error: 'no request with this nonce was seen here' } } : ok({ atMs });
  }
  return undefined;
};

/** The body as text, at most a megabyte. */
export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Problem({ expected: `a body of at most ${bodyBytesMax} bytes`, got: 'a longer one' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export async function askOf(request: IncomingMessage): Promise<Ask> {
  const url = new URL(request.url ?? '/', 'http://range');
  const text = hasBody(request) ? await textOf(request) : '';
  const path = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  return { method: request.method ?? 'GET', path, query: url.searchParams, body: text === '' ? undefined : JSON.parse(text) };
}

export function send(response: ServerResponse, reply: Reply, headers: Readonly<Record<string, string>> = {}): void {
  const body = reply.text ?? JSON.stringify(reply.json ?? null);
  const type = reply.text === undefined ? 'application/json' : (reply.type ?? 'text/plain; charset=utf-8');
  response.writeHead(reply.status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** Answers one request through a control function; whatever it can't take is a 400 with the reason. */
export async function answer(request: IncomingMessage, response: ServerResponse, control: Control, headers?: Readonly<Record<string, string>>): Promise<number> {
  let reply: Reply;
  try {
    reply = (await control(await askOf(request))) ?? { status: 404, json: { error: `there is nothing at ${request.method} ${request.url}` } };
  } catch (thrown) {
    reply = { status: 400, json: { error: reasonOf(thrown) } };
  }
  send(response, reply, headers);
  return reply.status;
}

export function serveControl(at: RangeAddress, tally: Tally, own: Control = () => undefined): Promise<Server> {
  const shared = common(tally);
  return listen(at, (request, response) => {
    void answer(request, response, async (ask) => (await own(ask)) ?? shared(ask));
  });
}
