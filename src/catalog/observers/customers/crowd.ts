/** Holds what all customers share: who they are, when the next one comes, and how long they wait; all drawn from the seed. */
import { reasonOf } from '../../../problem.ts';
import type { World } from '../../../ports/capabilities.ts';
import type { Member } from '../../../ports/plays.ts';
import type { Emit } from '../../../record/events.ts';
import type { SpanRange } from '../../spans.ts';
import type { CustomersSpec } from './spec.ts';
import { nonceFrom } from '../rounds.ts';

type Needs = 'http' | 'entries' | 'plays' | 'phone' | 'mail';

export interface Crowd {
  readonly spec: CustomersSpec;
  readonly world: World<Needs>;
  readonly emit: Emit;
  readonly stop: AbortSignal;
  /** A name that no other call, case or letter of this run has. */
  name(kind: string): string;
  /** Everybody; empty until the list could be read. */
  members(): Promise<readonly Member[]>;
  anybody(members: readonly Member[]): Member | undefined;
  drawMs(range: SpanRange): number;
  /** One call to the world, which has its own time to answer. */
  limited<T>(call: (limit: AbortSignal) => Promise<T>): Promise<T>;
  /** How often one looks who does it each `ms` at the usual pace of customers; slower ones do it less often. */
  paced(ms: number): number;
  /** Customers of one way, one after the other, each a task of its own; nobody at all where the mean time is null. */
  come(way: string, meanMs: number | null, who: (member: Member) => boolean, act: (member: Member) => Promise<void>): Promise<void>;
  /** Goes on beside what its customer does next. */
  later(task: () => Promise<void>): void;
  /** Looks each while, until it has seen enough or the drill is over. A look that fails sees nothing. */
  watch(everyMs: number, look: () => Promise<boolean>): Promise<void>;
}

/** Arrivals that know nothing of each other come in exponential gaps; one that is many means long would leave a short drill without any. */
const gapMax = 3;
/** The usual pace: one case opened each so often. */
const usualMs = 10_000;

export function crowdOf(spec: CustomersSpec, world: World<Needs>, emit: Emit, stop: AbortSignal, start: (task: Promise<void>) => void): Crowd {
  const random = world.random.fork('observers/customers');
  const numbers = new Map<string, number>();
  let known: readonly Member[] | undefined;
  const limited = <T>(call: (limit: AbortSignal) => Promise<T>) => world.clock.within(spec.timeoutMs, stop, call);
  const members = async () => (known ??= await limited((limit) => world.plays.audience(limit)));
  const anybody = (all: readonly Member[]) => all[Math.floor(random.next() * all.length)];
  const tried = async <T>(what: () => Promise<T>): Promise<T | undefined> =>
    what().catch((error: unknown) => {
      if (!stop.aborted) emit('trouble', { what: 'observer customers', detail: reasonOf(error) });
      return undefined;
    });
  return {
    spec,
    world,
    emit,
    stop,
    limited,
    paced: (ms) => ms * Math.max(1, spec.everyMs / usualMs),
    members,
    anybody,
    drawMs: ({ lowMs, highMs }) => random.between(lowMs, highMs),
    name: (kind) => {
      const n = numbers.get(kind) ?? 0;
      numbers.set(kind, n + 1);
      return `${kind}-${n}-${nonceFrom(random)}`;
    },
    come: async (way, meanMs, who, act) => {
      if (meanMs === null) return;
      const gaps = random.fork(way);
      for (;;) {
        await world.clock.sleep(meanMs * Math.min(gapMax, -Math.log(1 - gaps.next())), stop);
        if (stop.aborted) return;
        const one = anybody(((await tried(members)) ?? []).filter(who));
        if (one !== undefined && !stop.aborted) start(act(one));
      }
    },
    later: (task) => start(task()),
    watch: async (everyMs, look) => {
      while (!stop.aborted) {
        await world.clock.sleep(everyMs, stop);
        if (stop.aborted || (await look().catch(() => false))) return;
      }
    },
  };
}
