/** Holds the edge as requests meet it: who is let in, who is turned away, and when those leave that wait. */
import { dependenciesFate, workMs } from './dependencies.ts';
import { flowed } from './edge-queue.ts';
import { count } from './generator.ts';
import type { Generator, Sent } from './generator.ts';
import { through } from './state.ts';
import type { State } from './state.ts';

/** What one generator sends of one kind in one step, and what became of it on its way to the edge. */
export interface Stream {
  readonly generator: Generator;
  readonly flow: Sent;
  blocked: number;
  failed: number;
  rest: number;
  addedMs: number;
  /** What the edge lets in, of which it is served, and what waits in vain. */
  served: number;
  late: number;
}

/** The edge serves what its workers can; what finds the queue full, or waits too long in it, is turned away, whoever sent it. Returns which share of those was late. */
function serve({ edge, single, lifted, settings: { range, model } }: State, streams: readonly Stream[], stepMs: number): number {
  const { capacity } = range.edge;
  let { n: arrived, work } = single;
  for (const { rest, flow } of streams) {
    arrived += rest;
    work += rest * flow.cost;
  }
  single.n = 0;
  single.work = 0;
  const holdMs = (arrived === 0 ? 1 : work / arrived) * capacity.serviceMs + model.overrunMs;
  if (lifted) {
    edge.inside = edge.lost = edge.waitMs = 0;
    return 0;
  }
  const inTime = Math.floor((capacity.workers * capacity.queueTimeoutMs) / holdMs);
  const queue = { workers: capacity.workers, places: capacity.workers + Math.min(capacity.queue, inTime) };
  const now = flowed(queue, edge.inside, arrived, stepMs / holdMs);
  edge.inside = now.inside;
  edge.lost = now.lost;
  edge.waitMs = now.wait * holdMs;
  // More fit into the queue than are served in time: they leave late, and the others find it full.
  const turnedAway = arrived * now.lost;
  const letIn = Math.min(arrived, (capacity.queue * stepMs) / capacity.queueTimeoutMs);
  return turnedAway === 0 ? 0 : Math.min(1, Math.max(0, letIn - arrived + turnedAway) / turnedAway);
}

/** A step's requests that the edge let in, on their way out of its queue. */
export interface Underway {
  readonly streams: readonly Stream[];
  readonly waitedMs: number;
  /** When they leave the queue: for an origin, or because they waited too long. */
  readonly atMs: number;
  readonly late: boolean;
}

interface Lost {
  readonly users: number;
  readonly attack: number;
}

const sumOf = (streams: readonly Stream[], attack: boolean) => streams.reduce((sum, { flow, rest }) => sum + (flow.attack === attack ? rest : 0), 0);

/** The shares that are turned away: paces that are even don't meet a full queue evenly, and as many are lost in all. */
function lostOf({ edge: { lost }, settings: { model } }: State, streams: readonly Stream[]): Lost {
  if (lost === 0) return { users: 0, attack: 0 };
  const [users, attack] = [sumOf(streams, false), sumOf(streams, true)];
  if (users === 0 || attack === 0) return { users: lost, attack: lost };
  const all = lost * (users + attack);
  // No more can be lost of either than there is.
  const ofUsers = Math.min(users, all, Math.max(lost * model.disfavour * users, all - attack));
  return { users: ofUsers / users, attack: (all - ofUsers) / attack };
}

/** What the edge can't take is known at once; returns how much of the stream found it full. */
function arrive(stream: Stream, lost: Lost, lateShare: number): number {
  const turnedAway = stream.rest * (stream.flow.attack ? lost.attack : lost.users);
  stream.late = turnedAway * lateShare;
  stream.served = stream.rest - turnedAway;
  const full = turnedAway - stream.late;
  count(stream.generator, stream.flow.came.blocked, stream.blocked, 0);
  count(stream.generator, stream.flow.came.failed, stream.failed + full, 0);
  return full;
}

/** Whom the edge lets in, it keeps waiting as long as its queue is now. */
function keepWaiting({ underway, clock, edge, settings: { range } }: State, streams: readonly Stream[], lateShare: number): void {
  const wait = (waitedMs: number, late: boolean) => void underway.push({ streams, waitedMs, atMs: clock.now() + waitedMs, late });
  wait(edge.waitMs, false);
  if (lateShare > 0) wait(range.edge.capacity.queueTimeoutMs, true);
}

function leaveServed(state: State, { generator, flow, served, addedMs }: Stream, waitedMs: number): void {
  if (served === 0) return;
  const origin = dependenciesFate(state, flow.through);
  const isFine = origin.outcome === 'ok';
  if (isFine) for (const name of flow.through) through(state, name, served, served, 0);
  count(generator, isFine ? flow.came.ok : flow.came.failed, served, workMs(state, flow) + waitedMs + addedMs + origin.addedMs);
}

function leave(state: State, { streams, waitedMs, late }: Underway): void {
  let n = 0;
  for (const stream of streams) {
    n += late ? stream.late : stream.served;
    if (late) count(stream.generator, stream.flow.came.failed, stream.late, waitedMs);
    else leaveServed(state, stream, waitedMs);
  }
  if (late) through(state, 'edge', 0, 0, 0, n);
  else through(state, 'edge', 0, n, 0);
}

/** Ends what is due within half a step from now. */
function leaveDue(state: State, stepMs: number): void {
  const dueMs = state.clock.now() + stepMs / 2;
  const still: Underway[] = [];
  for (const one of state.underway) {
    if (one.atMs > dueMs) still.push(one);
    else leave(state, one);
  }
  state.underway = still;
}

/** One step of the edge, for all that comes to it. */
export function arriveAll(state: State, streams: readonly Stream[], stepMs: number): void {
  const lateShare = serve(state, streams, stepMs);
  const lost = lostOf(state, streams);
  let arrived = 0;
  let full = 0;
  for (const stream of streams) {
    arrived += stream.rest;
    full += arrive(stream, lost, lateShare);
  }
  through(state, 'edge', arrived, 0, full);
  if (streams.length > 0) keepWaiting(state, streams, lateShare);
  leaveDue(state, stepMs);
}
