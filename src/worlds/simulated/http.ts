/** Holds simulated requests of observers: one at a time through router, partner, edge and origin, with a trace of who saw them. */
import type { Entries } from '../../ports/entries.ts';
import type { Http, HttpAnswer } from '../../ports/http.ts';
import { proxyFate, workMs } from './dependencies.ts';
import { oneWay } from './diversion.ts';
import { isBroken, isPartner } from './partners.ts';
import { places } from './places.ts';
import { countsOf } from './state.ts';
import type { State } from './state.ts';

const receivedMs = 5;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}
interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** The body as it is sent, where it was written before. */
  readonly text?: string;
  readonly tookMs: number;
  readonly servedBy?: string;
  readonly error?: string;
}

const objectOf = (text: string | undefined): Readonly<Record<string, unknown>> => {
  const parsed: unknown = text === undefined || text === '' ? {} : JSON.parse(text);
  return parsed !== null && typeof parsed === 'object' ? (parsed as Readonly<Record<string, unknown>>) : {};
};

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** What an origin answers once a request has come through. */
function origin(state: State, name: string, { method, path, body }: Asked): { status: number; body: unknown } {
  const id = textOf(body['id'], '');
  if (name === 'portal' && method === 'POST') {
    if (!state.cases.has(id)) state.cases.set(id, { id, state: 'opened' });
    return { status: 201, body: { id } };
  }
  if (name === 'portal') {
    const wanted = path.split('/').at(-1) ?? '';
    const found = state.cases.get(wanted);
    return found === undefined ? { status: 404, body: {} } : { status: 200, body: found };
  }
  if (name === 'deploy') {
    state.version = textOf(body['version'], state.version);
    return { status: 200, body: { version: state.version } };
  }
  if (name === 'communities' && path === '/communities/posts' && method === 'POST') {
    if (proxyFate(state, 'ledger').outcome !== 'ok') return { status: 502, body: {} };
    state.ledger.add(id);
    return { status: 201, body: { id } };
  }
  return { status: 200, body: path === '/communities/version' ? { version: state.version } : {} };
}

/** Router and partner: adds who saw the request; a reply means that it went no further. */
function approach(state: State, saw: (who: string) => void): { reply: Reply } | { addedMs: number } {
  saw('router');
  const route = oneWay(state);
  if (!isPartner(route)) return { addedMs: 0 };
  const way = proxyFate(state, route);
  if (way.outcome === 'timeout') return { reply: { status: 0, tookMs: way.addedMs, error: 'timeout' } };
  if (way.outcome !== 'ok') return { reply: { status: 502, tookMs: way.addedMs } };
  saw(route);
  if (isBroken(state, route)) return { reply: { status: 502, tookMs: hopsMs(state) } };
  return { addedMs: way.addedMs };
}

const hopsMs = ({ settings: { model } }: State) => model.hopsMs;

function travel(state: State, viaRouter: boolean, asked: Asked, saw: (who: string) => void): Reply {
  const start = viaRouter ? approach(state, saw) : { addedMs: 0 };
  if ('reply' in start) return start.reply;
  saw('edge');
  const { range } = state.settings;
  const addedMs = start.addedMs + hopsMs(state);
  if (!viaRouter && range.edge.cloaked) return { status: 403, tookMs: addedMs };
  const aim = state.aimOf(asked.path);
  state.single.n += 1;
  state.single.work += aim.cost;
  if (state.random.next() < state.edge.lost) return { status: 503, tookMs: addedMs };
  const name = asked.path.split('/')[1] ?? '';
  if (!state.proxies.has(name)) return { status: 404, tookMs: addedMs };
  const way = proxyFate(state, name);
  const tookMs = addedMs + state.edge.waitMs + workMs(state, aim) + way.addedMs;
  if (way.outcome === 'timeout') return { status: 504, tookMs };
  if (way.outcome !== 'ok') return { status: 502, tookMs };
  saw(name);
  return { ...origin(state, name, asked), servedBy: name, tookMs };
}

/** What customers ask in public, and what was answered. */
function mention({ switchboard }: State, { method, path, body }: Asked): Reply {
  const tookMs = 5;
  if (method === 'POST') return { status: 201, tookMs, body: switchboard.mention(textOf(body['id'], ''), textOf(body['text'], '')) };
  const found = switchboard.mentions().find(({ id }) => id === path.split('/').at(-1));
  return found === undefined ? { status: 404, tookMs } : { status: 200, tookMs, body: found };
}

/** The page is written anew only when something was added to it: it is fetched all the time. */
function statusReply(state: State): Reply {
  const { notices } = state;
  if (state.page.notices !== notices.length) {
    const shown = notices.map(({ id, title, text, atMs, nextUpdateMs }) => ({ id, title, text, atMs, ...(nextUpdateMs === undefined ? {} : { nextUpdateMs }) }));
    state.page = { notices: notices.length, text: JSON.stringify(shown) };
  }
  return { status: 200, tookMs: 5, text: state.page.text };
}

function reply(state: State, url: string, asked: Asked, saw: (who: string) => void): Reply {
  if (url.startsWith(places.statusPage)) return statusReply(state);
  if (url.startsWith(`${places.hotline}/mentions`)) return mention(state, asked);
  if (url.startsWith(places.entries.front)) return travel(state, true, asked, saw);
  if (url.startsWith(places.entries.edge)) return travel(state, false, asked, saw);
  return { status: 0, tookMs: 0, error: 'refused' };
}

/** To gameday's own receivers, which are no model: only the way there is. */
async function toReceivers({ clock, receive }: State, { url, method, headers, body }: { url: string; method: string; headers: Readonly<Record<string, string>>; body: string | undefined }, stop: AbortSignal): Promise<HttpAnswer> {
  await clock.sleep(receivedMs, stop);
  if (stop.aborted) return { status: 0, headers: {}, body: '', ms: receivedMs, error: 'timeout' };
  const { contentType, headers: more, ...answer } = await receive({ method, base: places.receivers.url, path: url.slice(places.receivers.url.length), headers, body: new TextEncoder().encode(body) });
  return { status: answer.status, headers: { 'content-type': contentType, ...more }, body: answer.body, ms: receivedMs };
}

export function simulatedHttp(state: State): Http {
  return {
    fetch: async ({ url, method = 'GET', headers = {}, body }, stop): Promise<HttpAnswer> => {
      const startedMs = state.clock.now();
      const nonce = headers['x-probe-nonce'];
      const saw = (who: string) => {
        if (nonce === undefined) return;
        const sightings = state.seen.get(nonce) ?? [];
        sightings.push({ who, atMs: startedMs });
        state.seen.set(nonce, sightings);
      };
      if (url.startsWith(`${places.receivers.url}/`)) return toReceivers(state, { url, method, headers, body }, stop);
      const answer = reply(state, url, { method, path: new URL(url).pathname, body: objectOf(body) }, saw);
      await state.clock.sleep(answer.tookMs, stop);
      const ms = state.clock.now() - startedMs;
      if (stop.aborted) return { status: 0, headers: {}, body: '', ms, error: 'timeout' };
      const served: Record<string, string> = answer.servedBy === undefined ? {} : { 'x-served-by': answer.servedBy };
      return { status: answer.status, headers: served, body: answer.text ?? JSON.stringify(answer.body ?? {}), ms, ...(answer.error === undefined ? {} : { error: answer.error }) };
    },
  };
}

export function simulatedEntries(state: State): Entries {
  return {
    places: () => places,
    counts: async () => {
      const atMs = state.clock.now();
      return Object.fromEntries(
        [...state.counts.keys()].map((who) => {
          const { received, forwarded, rejected, timedOut } = countsOf(state, who);
          return [who, { received: Math.floor(received + 1e-6), forwarded: Math.floor(forwarded + 1e-6), rejected: Math.floor(rejected + 1e-6), timedOut: Math.floor(timedOut + 1e-6), atMs }];
        }),
      );
    },
    whoSaw: async (nonce) => [...(state.seen.get(nonce) ?? [])],
    ledger: async () => [...state.ledger].sort(),
  };
}
