/** Holds the fluid model of traffic: each step moves every generator's requests through router, partner, finite edge and origins. */
import { count, durationMs, rateAt } from './generator.ts';
import type { Generator } from './generator.ts';
import { flowsOf } from './mix.ts';
import type { Flow } from './mix.ts';
import { edgeUnits } from './settings.ts';
import { countsOf, original } from './state.ts';
import type { State } from './state.ts';
import { fate } from './toxics.ts';
import type { Fate } from './toxics.ts';

/** What a page is to a proxy, and how long users wait for it. */
const page = { bytes: 2000, patienceMs: 10_000 } as const;

export const proxyFate = (state: State, name: string): Fate => fate(state.proxies.get(name) ?? original(name), page);

/** The filter's take on one kind of sender: the share that it strips. */
export function stripped(state: State, attack: boolean): number {
  const learned = state.clock.now() - state.routedMs >= state.settings.learnMs;
  if (!learned) return 0;
  return attack ? state.settings.recall : state.settings.harm;
}

export const isPartner = (who: string): who is 'partner-a' | 'partner-b' => who === 'partner-a' || who === 'partner-b';
export const isBroken = (state: State, partner: 'partner-a' | 'partner-b') => state.settings.range.partners[partner === 'partner-a' ? 'a' : 'b'].broken;

interface Stream {
  readonly generator: Generator;
  readonly flow: Flow;
  blocked: number;
  failed: number;
  rest: number;
  addedMs: number;
}

/** Counts what a stage got, sent on and turned away. */
function through(state: State, who: string, received: number, forwarded: number, rejected: number, timedOut = 0): void {
  const counts = countsOf(state, who);
  counts.received += received;
  counts.forwarded += forwarded;
  counts.rejected += rejected;
  counts.timedOut += timedOut;
}

function divert(state: State, stream: Stream): void {
  if (stream.generator.spec.settings['entry'] === 'edge') return;
  through(state, 'router', stream.rest, stream.rest, 0);
  if (!isPartner(state.route)) return;
  const way = proxyFate(state, state.route);
  if (way.outcome !== 'ok' || isBroken(state, state.route)) {
    stream.failed += stream.rest;
    stream.rest = 0;
    return;
  }
  const taken = stream.rest * stripped(state, stream.flow.attack);
  through(state, state.route, stream.rest, stream.rest - taken, taken);
  stream.blocked += taken;
  stream.rest -= taken;
  stream.addedMs += way.addedMs + 2;
}

/** The edge serves what its workers can; what overflows the queue is turned away, whoever sent it. */
function serve(state: State, streams: readonly Stream[], stepMs: number): number {
  const { capacity } = state.settings.range.edge;
  const work = streams.reduce((sum, stream) => sum + stream.rest * stream.flow.cost, 0);
  const room = state.lifted ? Infinity : (edgeUnits(state.settings) * stepMs) / 1000;
  const queueMax = Math.min(capacity.queue, (edgeUnits(state.settings) * capacity.queueTimeoutMs) / 1000);
  const pending = state.edge.waiting + work;
  const waiting = Math.max(0, pending - room);
  const overflow = Math.max(0, waiting - queueMax);
  state.edge.waiting = Math.min(waiting, queueMax);
  state.edge.served = work === 0 ? 1 : 1 - Math.min(1, overflow / work);
  return waitMs(state);
}

export const waitMs = (state: State): number => (state.edge.waiting / edgeUnits(state.settings)) * 1000;

function finish(state: State, stream: Stream, edgeWaitMs: number): void {
  const { flow, generator } = stream;
  const served = stream.rest * state.edge.served;
  through(state, 'edge', stream.rest, served, stream.rest - served);
  stream.failed += stream.rest - served;
  const origin = proxyFate(state, flow.product);
  const fine = origin.outcome === 'ok' ? served : 0;
  if (fine > 0) through(state, flow.product, fine, fine, 0);
  stream.failed += served - fine;
  const took = state.settings.range.edge.capacity.serviceMs + flow.latencyMs + edgeWaitMs + stream.addedMs + origin.addedMs;
  count(generator, flow.name, fine, stream.blocked, stream.failed, took);
}

const rateNow = (generator: Generator, atMs: number): number => (generator.openedMs === undefined || generator.ended !== undefined ? 0 : rateAt(generator.spec.stages, atMs - generator.openedMs));

/** One step of all traffic, ending now. */
export function flow(state: State, stepMs: number): void {
  const middle = state.clock.now() - stepMs / 2;
  const streams = [...state.generators.values()].flatMap((generator) => {
    const rate = rateNow(generator, middle);
    return rate === 0 ? [] : flowsOf(generator.spec).map((each): Stream => {
      const arrived = (rate * each.share * stepMs) / 1000;
      return { generator, flow: each, rest: arrived, blocked: 0, failed: 0, addedMs: 0 };
    });
  });
  for (const stream of streams) divert(state, stream);
  const edgeWaitMs = serve(state, streams, stepMs);
  for (const stream of streams) finish(state, stream, edgeWaitMs);
}

/** Generators whose profile is over end by themselves. */
export const isOver = (generator: Generator, nowMs: number): boolean => generator.openedMs !== undefined && nowMs - generator.openedMs >= durationMs(generator.spec.stages);
