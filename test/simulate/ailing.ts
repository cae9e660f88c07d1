/** Holds gameday's own parts as they fail in one simulated drill: each failure fires with a line of the journal, and is counted with the phase of that line. */
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { Problem, reasonOf } from '../../src/problem.ts';
import type { AnyWorld, Keeper } from '../../src/ports/capabilities.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { wrapped } from '../house/mortal.ts';
import type { Through } from '../house/mortal.ts';
import type { Ailing } from '../house/simulated-drill.ts';
import type { Case, Failure, FailureKind } from './case.ts';
import { phaseTracker } from './phase.ts';
import type { Phase } from './phase.ts';
import { answersLate, answersLost, answersTwice, locked } from './calls.ts';

export interface Fired {
  readonly kind: FailureKind;
  readonly phase: Phase;
}

export interface Ill {
  readonly ailing: Ailing;
  readonly catalogue: Catalogue;
  readonly fired: readonly Fired[];
  /** Every change that was put where others find it, as `inject/n`. */
  readonly kept: ReadonlySet<string>;
  /** By how much the machine's clock was set, in milliseconds. */
  readonly stepMs: () => number;
  /** The runner's process ends: whatever of it still waits never goes on. */
  end(): void;
}

const leaseMs = 8000;

const waysToBlindness = ['returns', 'throws', 'sees nothing'] as const;

/** Observers that can be struck blind: they return, throw, or see nothing more while their heart beats on. */
function blindable(catalogue: Catalogue, silent: readonly string[]): { catalogue: Catalogue; strike: (chance: number) => void } {
  const watching = Object.keys(catalogue.observers).filter((kind) => !silent.includes(kind));
  const struck = new Map(watching.map((kind) => [kind, Promise.withResolvers<'returns' | 'throws'>()]));
  const blind = new Set<string>();
  const observers = Object.entries(catalogue.observers).map(([kind, observer]) => {
    const end = async () => {
      if ((await struck.get(kind)?.promise) === 'throws') throw new Error('it was struck blind');
    };
    const observe: typeof observer.observe = (spec, world, emit, stop) => Promise.race([end(), observer.observe(spec, world, (what, body) => (blind.has(kind) ? 0 : emit(what, body)), stop)]);
    return [kind, { ...observer, observe }] as const;
  });
  return {
    catalogue: { ...catalogue, observers: Object.fromEntries(observers) },
    strike: (chance) => {
      const at = Math.floor(chance * watching.length * waysToBlindness.length);
      const kind = watching[Math.floor(at / waysToBlindness.length)] ?? '';
      const how = waysToBlindness[at % waysToBlindness.length] ?? 'returns';
      blind.add(kind);
      if (how !== 'sees nothing') struck.get(kind)?.resolve(how);
    },
  };
}

/** The catalogue with one kind of fault that does nothing; the users' own traffic is started by its kind, and stays. */
function idling(catalogue: Catalogue, kind: Case['idle']): Catalogue {
  const action = kind === undefined ? undefined : catalogue.faults[kind];
  if (kind === undefined || action === undefined) return catalogue;
  const apply: typeof action.apply = (change, world, stop) => (JSON.stringify(change).includes('"legitimate"') ? action.apply(change, world, stop) : Promise.resolve());
  return { ...catalogue, faults: { ...catalogue.faults, [kind]: { ...action, apply } } };
}

export function fallIll(given: Catalogue, { seed, idle, silent, failures }: Case): Ill {
  const { catalogue, strike } = blindable(idling(given, idle), silent);
  const fired: Fired[] = [];
  const left = new Set(failures);
  const kept = new Set<string>();
  const linesIn = new Map<Phase, number>();
  const phaseOf = phaseTracker();
  const kill = Promise.withResolvers<undefined>();
  const until = new Map<FailureKind, number>();
  const lasts = (kind: FailureKind) => nowMs() < (until.get(kind) ?? 0);
  const random = seededRandom(seed).fork('failures');
  let world: AnyWorld | undefined;
  let dead = false;
  let diskFull = false;
  let leaseHeld = true;
  let stepMs = 0;
  let latestMs = 0;
  const nowMs = () => world?.clock.now() ?? 0;

  const keeperIn = (clock: AnyWorld['clock']): Keeper => {
    const reach = async () => {
      if (!lasts('lease store away')) return;
      await clock.sleep((until.get('lease store away') ?? 0) - clock.now());
      throw new Problem({ expected: 'an answer of the lease store', got: 'a connection that was reset' });
    };
    return {
      keep: async (changes) => {
        await reach();
        for (const { inject, n } of changes) kept.add(`${inject}/${n}`);
      },
      forget: reach,
    };
  };
  const endK6 = async (chance: number) => {
    const living = (await world?.processes.ofRun('')) ?? [];
    const one = living[Math.floor(chance * living.length)];
    if (one !== undefined) await world?.processes.stop(one, 0);
  };
  const strikes: Readonly<Record<FailureKind, (failure: Failure) => void>> = {
    'runner killed': () => {
      dead = true;
      kill.resolve(undefined);
    },
    // Up to an hour to either side.
    'clock stepped': ({ chance }) => void (stepMs += Math.round((chance - 0.5) * 7_200_000)),
    'Toxiproxy locked up': ({ kind, forMs }) => void until.set(kind, nowMs() + forMs),
    'Toxiproxy restarted': () => void world?.proxies.restart(new AbortController().signal),
    'k6 died': ({ chance }) => void endK6(chance),
    'disk full': () => void (diskFull = true),
    'observer blind': ({ chance }) => strike(chance),
    'receiver down': ({ kind, forMs }) => void until.set(kind, nowMs() + forMs),
    'lease taken away': () => void (leaseHeld = false),
    // One that can't be renewed for its whole time is lost, as somebody else may have it by then.
    'lease store away': ({ kind, forMs }) => {
      until.set(kind, nowMs() + forMs);
      if (forMs > leaseMs) void world?.clock.sleep(leaseMs).then(() => (leaseHeld = false));
    },
    'responses lost': ({ kind, forMs }) => void until.set(kind, nowMs() + forMs),
    'responses duplicated': ({ kind, forMs }) => void until.set(kind, nowMs() + forMs),
    'responses late': ({ kind, forMs }) => void until.set(kind, nowMs() + forMs),
  };
  const hear = (line: string) => {
    const phase = phaseOf(line);
    if (phase === undefined) return;
    const n = (linesIn.get(phase) ?? 0) + 1;
    linesIn.set(phase, n);
    for (const failure of left) {
      if (failure.phase !== phase || failure.line > n) continue;
      left.delete(failure);
      fired.push({ kind: failure.kind, phase });
      strikes[failure.kind](failure);
    }
  };

  const through = (real: AnyWorld) => (capability: string): Through => (name, call) => {
    const each = { capability, name, call, clock: real.clock };
    if (capability === 'proxies' && name === 'restart') until.delete('Toxiproxy locked up');
    else if (capability === 'proxies' && lasts('Toxiproxy locked up')) return locked(each, until.get('Toxiproxy locked up') ?? 0);
    if (lasts('responses lost') && random.next() < 0.5) return answersLost(each);
    if (lasts('responses late') && random.next() < 0.5) return answersLate(each, random.between(100, 15_000));
    if (lasts('responses duplicated') && random.next() < 0.5) return answersTwice(each);
    return call();
  };

  return {
    catalogue,
    fired,
    kept,
    stepMs: () => stepMs,
    end: () => void (dead = true),
    ailing: {
      sink: (disk) => ({
        ...disk,
        append: (line) => {
          if (dead) return;
          hear(line);
          if (diskFull) {
            disk.append(line.slice(0, line.length / 2));
            throw new Error('ENOSPC: no space left on device, write');
          }
          disk.append(line);
        },
      }),
      receive: (answer) => async (request) => {
        if (lasts('receiver down')) return { status: 503, body: '', contentType: 'text/plain' };
        try {
          return await answer(request);
        } catch (error) {
          return { status: 500, body: reasonOf(error), contentType: 'text/plain' };
        }
      },
      opened: (opened) => {
        const real = opened.world;
        world = real;
        // Within a process a clock never runs backwards: one that was set back stands still until it has caught up.
        const clock = { ...real.clock, now: () => (latestMs = Math.max(latestMs, real.clock.now() + stepMs)) };
        return { ...opened, world: { clock, random: real.random, ...wrapped(real, through(real)) }, keeper: keeperIn(real.clock) };
      },
      lease: { held: () => leaseHeld, saw: 'the simulator took it away' },
      killed: kill.promise,
      dead: () => dead,
    },
  };
}
