/** Holds the edge as requests meet it: who is let in, who is turned away, and when those leave that wait. */
import { dependenciesFate, workMs } from './dependencies.ts';
import { flowed } from './edge-queue.ts';
import { count } from './generator.ts';
import type { Generator } from './generator.ts';
import type { Flow } from './mix.ts';
import { through } from './state.ts';
import type { State } from './state.ts';

/** What one generator sends of one kind in one step, and what became of it on its way to the edge. */
export interface Stream {
  readonly generator: Generator;
  readonly flow: Flow;
  blocked: number;
  failed: number;
  rest: number;
  addedMs: number;
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

/** One step of the edge, for all that comes to it. */
export function arriveAll(state: State, streams: readonly Stream[], stepMs: number): void {
  const lateShare = serve(state, streams, stepMs);
  const lost = lostOf(state, streams);
  leaveDue(state, streams.flatMap((stream) => arrive(state, stream, lost, lateShare)), stepMs);
}
