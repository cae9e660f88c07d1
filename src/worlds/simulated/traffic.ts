/** Holds the fluid model of traffic: each step moves every generator's requests through router, partner, finite edge and origins. */
import { count, durationMs, judgeStep, rateAt } from './generator.ts';
import type { Generator } from './generator.ts';
import { ways } from './diversion.ts';
import { flowed } from './edge-queue.ts';
import type { Flow } from './mix.ts';
import { places } from './places.ts';
import { countsOf, original } from './state.ts';
import type { State } from './state.ts';
import { fate } from './toxics.ts';
import type { Fate } from './toxics.ts';

/** What a page is to a proxy, and how long users wait for it. */
const page = { bytes: 2000, patienceMs: 10_000 } as const;

export const proxyFate = (state: State, name: string): Fate => fate(state.proxies.get(name) ?? original(name), page, state.settings.model.toxicMs);

/** The share of a kind of sender that the filter strips. */
function stripped({ clock, routedMs, settings: { model } }: State, attack: boolean): number {
  if (clock.now() - routedMs < model.learnMs) return 0;
  return attack ? model.recall : model.harm;
}

export const isPartner = (who: string): who is 'partner-a' | 'partner-b' => who === 'partner-a' || who === 'partner-b';
export const isBroken = (state: State, partner: 'partner-a' | 'partner-b') => state.settings.range.partners[partner === 'partner-a' ? 'a' : 'b'].broken;

export interface Stream {
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

/** Leads the part of a stream that takes this way through its partner; what it lets through comes back to the edge. */
function scrub(state: State, stream: Stream, partner: 'partner-a' | 'partner-b', arrived: number): void {
  const way = proxyFate(state, partner);
  if (way.outcome !== 'ok' || isBroken(state, partner)) {
    stream.failed += arrived;
    stream.rest -= arrived;
    return;
  }
  const taken = arrived * stripped(state, stream.flow.attack);
  through(state, partner, arrived, arrived - taken, taken);
  stream.blocked += taken;
  stream.rest -= taken;
  stream.addedMs += way.addedMs + state.settings.range.partners[partner === 'partner-a' ? 'a' : 'b'].inspectMs;
}

function divert(state: State, stream: Stream, taken: ReturnType<typeof ways>): void {
  const arrived = stream.rest;
  if (stream.generator.spec.settings['entry'] === places.entries.edge) {
    if (!state.settings.range.edge.cloaked) return;
    through(state, 'edge', arrived, 0, arrived);
    stream.blocked += arrived;
    stream.rest = 0;
    return;
  }
  through(state, 'router', arrived, arrived, 0);
  for (const { route, share } of taken) if (isPartner(route)) scrub(state, stream, route, arrived * share);
}

/** The edge serves what its workers can; what finds the queue full, or waits too long in it, is turned away, whoever sent it. Returns which share of those was late. */
function serve({ edge, single, lifted, settings: { range, model } }: State, streams: readonly Stream[], stepMs: number): number {
  const { capacity } = range.edge;
  const arrived = streams.reduce((sum, stream) => sum + stream.rest, single.n);
  const work = streams.reduce((sum, stream) => sum + stream.rest * stream.flow.cost, single.work);
  Object.assign(single, { n: 0, work: 0 });
  const holdMs = (arrived === 0 ? 1 : work / arrived) * capacity.serviceMs + model.overrunMs;
  if (lifted) {
    Object.assign(edge, { inside: 0, lost: 0, waitMs: 0 });
    return 0;
  }
  const inTime = Math.floor((capacity.workers * capacity.queueTimeoutMs) / holdMs);
  const queue = { workers: capacity.workers, places: capacity.workers + Math.min(capacity.queue, inTime) };
  const now = flowed(queue, edge.inside, arrived, stepMs / holdMs);
  Object.assign(edge, { inside: now.inside, lost: now.lost, waitMs: now.wait * holdMs });
  // More fit into the queue than are served in time: they leave late, and the others find it full.
  const turnedAway = arrived * now.lost;
  const letIn = Math.min(arrived, (capacity.queue * stepMs) / capacity.queueTimeoutMs);
  return turnedAway === 0 ? 0 : Math.min(1, Math.max(0, letIn - arrived + turnedAway) / turnedAway);
}

/** The first of what a request needs that doesn't answer, or how much longer all of it takes. */
export function dependenciesFate(state: State, names: readonly string[]): Fate {
  let addedMs = 0;
  for (const name of names) {
    const fate = proxyFate(state, name);
    addedMs += fate.addedMs;
    if (fate.outcome !== 'ok') return { outcome: fate.outcome, addedMs };
  }
  return { outcome: 'ok', addedMs };
}

/** What an answer takes beside its waits: the edge's work and the origin's, and the way there and back. */
export const workMs = ({ settings: { range, model } }: State, { cost, originMs }: Pick<Flow, 'cost' | 'originMs'>): number => cost * range.edge.capacity.serviceMs + model.overrunMs + originMs;

/** Requests that the edge let in, on their way out of its queue. */
export interface Underway {
  readonly stream: Stream;
  readonly n: number;
  readonly waitedMs: number;
  /** When they leave the queue: for an origin, or because they waited too long. */
  readonly atMs: number;
  readonly late: boolean;
}

interface Lost {
  readonly users: number;
  readonly attack: number;
}

/** The shares that are turned away: paces that are even don't meet a full queue evenly, and as many are lost in all. */
function lostOf({ edge: { lost }, settings: { model } }: State, streams: readonly Stream[]): Lost {
  const [users, attack] = [false, true].map((which) => streams.reduce((sum, { flow, rest }) => sum + (flow.attack === which ? rest : 0), 0));
  if (users === undefined || attack === undefined || lost === 0 || users === 0 || attack === 0) return { users: lost, attack: lost };
  const all = lost * (users + attack);
  // No more can be lost of either than there is.
  const ofUsers = Math.min(users, all, Math.max(lost * model.disfavour * users, all - attack));
  return { users: ofUsers / users, attack: (all - ofUsers) / attack };
}

/** What the edge can't take is known at once; whom it lets in, it keeps waiting as long as its queue is now. Returns who waits. */
function arrive(state: State, stream: Stream, lost: Lost, lateShare: number): readonly Underway[] {
  const turnedAway = stream.rest * (stream.flow.attack ? lost.attack : lost.users);
  const late = turnedAway * lateShare;
  const full = turnedAway - late;
  through(state, 'edge', stream.rest, 0, full);
  count(stream.generator, stream.flow.name, { blocked: stream.blocked, failed: stream.failed + full }, 0);
  const waits = (n: number, waitedMs: number, late: boolean): Underway => ({ stream, n, waitedMs, atMs: state.clock.now() + waitedMs, late });
  const all = [waits(stream.rest - turnedAway, state.edge.waitMs, false), waits(late, state.settings.range.edge.capacity.queueTimeoutMs, true)];
  return all.filter(({ n }) => n > 0);
}

function leave(state: State, { stream: { generator, flow, addedMs }, n, waitedMs, late }: Underway): void {
  if (late) {
    through(state, 'edge', 0, 0, 0, n);
    return count(generator, flow.name, { failed: n }, waitedMs);
  }
  through(state, 'edge', 0, n, 0);
  const origin = dependenciesFate(state, flow.through);
  const isFine = origin.outcome === 'ok';
  if (isFine) for (const name of flow.through) through(state, name, n, n, 0);
  count(generator, flow.name, isFine ? { ok: n } : { failed: n }, workMs(state, flow) + waitedMs + addedMs + origin.addedMs);
}

/** Ends what is due within half a step from now. */
function leaveDue(state: State, arrived: readonly Underway[], stepMs: number): void {
  const dueMs = state.clock.now() + stepMs / 2;
  const still: Underway[] = [];
  for (const one of [...state.underway, ...arrived]) {
    if (one.atMs > dueMs) still.push(one);
    else leave(state, one);
  }
  state.underway = still;
}

const rateNow = (generator: Generator, atMs: number): number => (generator.openedMs === undefined || generator.ended !== undefined ? 0 : rateAt(generator.spec.stages, atMs - generator.openedMs));

/** Sends by first try, where those that weren't answered well in the step before were tried again at once. */
const triesOn = (tries: number, failing: number): number => (tries === 1 ? 1 : 1 + failing * triesOn(tries - 1, failing));

/** One step of all traffic, ending now. */
export function flow(state: State, stepMs: number): void {
  const middle = state.clock.now() - stepMs / 2;
  const streams = [...state.generators.values()].flatMap((generator) => {
    const rate = rateNow(generator, middle);
    return rate === 0 ? [] : generator.flows.map((each): Stream => {
      const rest = ((rate * each.share * stepMs) / 1000) * triesOn(each.tries, generator.failing);
      return { generator, flow: each, rest, blocked: 0, failed: 0, addedMs: 0 };
    });
  });
  const taken = ways(state);
  for (const stream of streams) {
    stream.generator.sent += stream.rest;
    divert(state, stream, taken);
  }
  const lateShare = serve(state, streams, stepMs);
  const lost = lostOf(state, streams);
  leaveDue(state, streams.flatMap((stream) => arrive(state, stream, lost, lateShare)), stepMs);
  for (const generator of state.generators.values()) judgeStep(generator);
}

/** Generators whose profile is over end by themselves, once the last of their requests has been answered. */
export const isOver = (state: State, generator: Generator): boolean =>
  generator.openedMs !== undefined && state.clock.now() - generator.openedMs >= durationMs(generator.spec.stages) && !state.underway.some(({ stream }) => stream.generator === generator);
