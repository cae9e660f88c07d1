/** Holds a whole drill in a simulated world, with a journal in memory whose flushes and lease a test can see and break. */
import { z } from 'zod';
import { action } from '../../src/catalog/action.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { catalogue } from '../../src/catalog/index.ts';
import { commandDesk } from '../../src/drill/commands.ts';
import type { CommandDesk } from '../../src/drill/commands.ts';
import { runDrill } from '../../src/drill/run-drill.ts';
import type { Moves } from '../../src/drill/move-desk.ts';
import type { DrillEnd, RunDrill } from '../../src/drill/run-drill.ts';
import type { OpenedWorld } from '../../src/ports/world-kind.ts';
import type { Event, EventOf, Kind } from '../../src/record/events.ts';
import { createJournal } from '../../src/record/journal.ts';
import type { Journal, Sink } from '../../src/record/journal.ts';
import type { Json } from '../../src/record/json.ts';
import type { ResolvedInject, ResolvedScenario } from '../../src/scenario/resolved.ts';
import { simulatedKind } from '../../src/worlds/simulated/index.ts';
import type { VirtualClock } from '../../src/worlds/simulated/virtual-clock.ts';

export const run = 'rehearsal';

export function scenario(over: Partial<ResolvedScenario> = {}): ResolvedScenario {
  return {
    brief: {
      name: 'test', title: 'A test', version: '1', owner: 'tests', plan: { name: 'plan', version: '1' }, authorisedBy: 'tests', objectives: [], scope: ['detection'], compression: 1, targets: {},
      objective: { availabilityMin: 0.99, latencyP95MsMax: 1000 }, responders: {}, diversion: 'rule',
    },
    durationMs: 20_000,
    seed: 1,
    world: { needs: [], settings: {} },
    traffic: { rps: 20, regions: { all: 1 } },
    scripts: [],
    steady: { forMs: 3000, availabilityMin: 0.9 },
    injects: [],
    observers: [{ observer: 'traffic', spec: { everyMs: 200 } }],
    responders: [],
    guardrails: [{ kind: 'wall-clock', maxMs: 600_000 }],
    ...over,
  };
}

const known: Catalogue['faults'] = catalogue.faults;
/** The settings are checked and filled in as a scenario's would be; a test's own fault takes any. */
export function inject(id: string, fault: string, atMs: number, forMs: number, settings: Json): ResolvedInject {
  const spec = (known[fault]?.spec.parse(settings) ?? settings) as Json;
  return { inject: id, lane: 'lane', fault, title: id, atMs, forMs, jitterMs: 0, spec };
}
export const latency = (id: string, atMs: number, forMs: number, proxy = 'mail') => inject(id, 'latency', atMs, forMs, { proxy, latency: '300ms' });

/** What a test's own fault does at each step; by default it marks a role as absent, and takes that back. */
export interface Odd {
  plan?(): Promise<void>;
  apply?(): Promise<void>;
  ways?: readonly ((stop: AbortSignal) => Promise<void>)[];
  gone?(): Promise<boolean>;
}

/** A fault made to misbehave; what it needs is nobody else's. */
export function oddFault(kind: string, odd: Odd) {
  const [first = async () => {}, ...more] = odd.ways ?? [];
  return action({
    kind,
    summary: 'a fault that a test makes misbehave',
    role: 'fault',
    needs: ['rota'],
    spec: z.json(),
    change: z.object({ name: z.string() }),
    claims: () => [`odd/${kind}`],
    felt: () => [],
    plan: async (_spec, { name }) => {
      await odd.plan?.();
      return [{ name }];
    },
    apply: async () => odd.apply?.(),
    revert: [{ how: 'way 1', run: (_change, _world, stop) => first(stop) }, ...more.map((way, n) => ({ how: `way ${n + 2}`, run: (_change: unknown, _world: unknown, stop: AbortSignal) => way(stop) }))],
    gone: async () => ((await odd.gone?.()) ?? true ? { is: 'gone', saw: 'looked, and it was gone' } : { is: 'present', saw: 'it was still there' }),
  });
}

export interface Rehearsal {
  readonly end: DrillEnd | Error;
  readonly events: readonly Event[];
  readonly zeroMs: number;
  readonly of: <K extends Kind>(kind: K) => readonly EventOf<K>[];
  /** Kinds of the given injects' events, in order. */
  readonly story: (...injects: string[]) => readonly string[];
  /** Number of events that were on the disk at each flush. */
  readonly flushes: readonly number[];
  readonly before: Json;
  readonly after: Json;
}

/** What a test may do while the drill runs. */
export interface Hand {
  readonly clock: VirtualClock;
  readonly desk: CommandDesk;
  readonly journal: Journal;
  readonly opened: OpenedWorld;
  readonly stop: AbortController;
  readonly stopAtOnce: AbortController;
  readonly lease: { held: boolean };
  readonly disk: { full: boolean };
  /** Resolves at a moment of the drill's timeline (in real, not in scenario time). */
  readonly at: (offsetMs: number) => Promise<void>;
  readonly snapshot: () => Json;
}

export interface Rehearse {
  readonly scenario?: Partial<ResolvedScenario>;
  readonly faults?: Catalogue['faults'];
  readonly plays?: Catalogue['plays'];
  readonly roles?: Catalogue['roles'];
  readonly observers?: Catalogue['observers'];
  readonly mode?: RunDrill['mode'];
  readonly moves?: Moves;
  /** Runs beside the drill. */
  readonly beside?: (hand: Hand) => Promise<void>;
}

/** Never rejects: a drill that does is the `end`. */
export async function rehearse({ scenario: over = {}, faults = {}, plays = {}, roles = {}, observers = {}, mode = 'drill', moves, beside = async () => {} }: Rehearse): Promise<Rehearsal> {
  const kind = simulatedKind();
  const never = new AbortController().signal;
  const receive = async () => ({ status: 204, body: '', contentType: 'text/plain' });
  const opened = await kind.open({ run, seed: 1, settings: {}, receive, born: () => {}, died: () => {}, logs: '' }, never);
  const clock = kind.clock(run);
  const flushes: number[] = [];
  const disk = { full: false };
  const sink: Sink = {
    append: () => {
      if (disk.full) throw new Error('ENOSPC: no space left on device');
    },
    flush: () => void flushes.push(journal.events.length),
    close: () => {},
  };
  const journal = createJournal({ sink, now: () => clock.now(), writer: 'run', pid: 1, segment: 0 });
  const lease = { held: true };
  const desk = commandDesk();
  const stop = new AbortController();
  const stopAtOnce = new AbortController();
  const whole = { ...catalogue, faults: { ...catalogue.faults, ...faults }, plays: { ...catalogue.plays, ...plays }, roles: { ...catalogue.roles, ...roles }, observers: { ...catalogue.observers, ...observers } };
  const zero = () => journal.events.find((event) => event.kind === 'timeline.started')?.atMs;
  const at = async (offsetMs: number) => {
    while (zero() === undefined) await clock.sleep(10);
    await clock.sleep((zero() ?? 0) + offsetMs - clock.now());
  };
  const before = kind.snapshot(run);
  const drill = runDrill({
    scenario: scenario(over), catalogue: whole, opened, journal, lease: { held: () => lease.held, saw: 'the test took it' }, commands: desk, stop: stop.signal, stopAtOnce: stopAtOnce.signal, mode, ...(moves && { moves }),
  });
  const hand: Hand = { clock, desk, journal, opened, stop, stopAtOnce, lease, disk, at, snapshot: () => kind.snapshot(run) };
  const [end] = await clock.run(() => Promise.all([drill.catch((error: unknown) => error as Error), beside(hand)]));
  const after = kind.snapshot(run);
  await opened.close(never);
  const { events } = journal;
  return {
    end,
    events,
    zeroMs: zero() ?? 0,
    of: <K extends Kind>(name: K) => events.filter((event): event is EventOf<K> => event.kind === name),
    story: (...injects) => events.flatMap((event) => ('inject' in event && injects.includes(event.inject) ? [injects.length === 1 ? event.kind : `${event.inject} ${event.kind}`] : [])),
    flushes,
    before,
    after,
  };
}
