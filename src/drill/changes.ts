/** Holds the changes that a drill makes: each is in the record and on the disk before it is made, and open until it is proved gone. */
import type { Action } from '../catalog/action.ts';
import { usualStepsMs } from '../heal/withdraw-open.ts';
import { within } from '../heal/within.ts';
import { withdraw } from '../heal/withdraw.ts';
import { withdrawAll } from '../heal/withdraw-all.ts';
import { worldFor } from '../heal/world-for.ts';
import { firstOf } from '../ports/first-of.ts';
import type { OpenedWorld } from '../ports/world-kind.ts';
import { Problem, reasonOf } from '../problem.ts';
import type { Emit } from '../record/events.ts';
import type { Journal } from '../record/journal.ts';
import type { Json } from '../record/json.ts';
import type { Lease } from '../store/lease.ts';
import { LetGo } from './ending.ts';
import type { Ending } from './ending.ts';

const keepMsMax = 5000;
/** How long withdrawal waits for a step that was told to stop. */
const settleMs = 500;

export interface Deed {
  /** The inject's id; for a play one of its own. */
  readonly inject: string;
  readonly action: Action;
  readonly spec: Json;
  readonly forMs: number;
  /** Who does it, as in the record: `fault/flood`, `role/network`. */
  readonly by: string;
}

export interface Changes {
  /** Reads original values, and puts the changes down before any is made. What fails is in the record and thrown. */
  plan(deed: Deed, stop: AbortSignal): Promise<void>;
  /** Makes the deed's planned changes, in order. What fails is in the record and thrown; the caller withdraws. */
  apply(deed: Deed, stop: AbortSignal): Promise<void>;
  /** Withdraws a deed's changes, newest first. */
  withdraw(deed: Deed, because: string): Promise<'withdrawn' | 'stuck'>;
  withdrawAll(because: string): Promise<'withdrawn' | 'stuck'>;
  /** Changes that aren't proved gone, as `inject/n`. */
  open(): readonly string[];
}

interface Held extends Deed {
  readonly n: number;
  readonly change: Json;
  withdrawal?: Promise<'withdrawn' | 'stuck'>;
}

export interface CreateChanges {
  readonly opened: OpenedWorld;
  readonly journal: Journal;
  readonly lease: Lease;
  readonly ending: Ending;
  readonly emitAs: (by: string) => Emit;
}

export function createChanges({ opened, journal, lease, ending, emitAs }: CreateChanges): Changes {
  const { world, keeper, stepsMs = usualStepsMs } = opened;
  const { clock } = world;
  const open: Held[] = [];
  const busy = new Set<Promise<void>>();

  /** The lease is looked at right before each change, since the reaper may have taken over while this process was stopped. */
  const mayTouch = () => {
    if (ending.letGo.aborted) throw ending.letGo.reason;
    if (lease.held()) return;
    const problem = new LetGo({ expected: 'to hold the lease on this run', got: 'a successor', where: lease.saw, next: 'The faults are withdrawn by the process that took over.' });
    ending.leave(problem);
    throw problem;
  };

  /** A step gets its own deadline, and what is left of it is waited for when everything is withdrawn. */
  const step = async <T>(what: string, msMax: number, stop: AbortSignal, work: (stop: AbortSignal) => Promise<T>): Promise<T> => {
    stop.throwIfAborted();
    mayTouch();
    const working = within(clock, msMax, async (late) => work(firstOf(stop, late)));
    const settled = working.then(() => {}, () => {});
    busy.add(settled);
    void settled.then(() => busy.delete(settled));
    const done = await working;
    if (done.late) throw new Problem({ expected: `${what} within ${msMax / 1000} s`, got: 'no end' });
    return done.value;
  };

  /** A step that was told to stop hasn't failed. */
  const failing = async (deed: Deed, stop: AbortSignal, n: () => number, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!stop.aborted) emitAs(deed.by)('change.failed', { inject: deed.inject, n: n(), error: reasonOf(error) });
      throw error;
    }
  };

  const withdrawOne = (held: Held, because: string): Promise<'withdrawn' | 'stuck'> => {
    const { action, change, inject, n, by } = held;
    held.withdrawal ??= withdraw({ action, change, world, emit: emitAs(by), clock, inject, n, because, graceMs: stepsMs.undo }).then((result) => {
      if (result === 'withdrawn') {
        open.splice(open.indexOf(held), 1);
        // One that is kept too long is withdrawn once more, which is safe.
        void within(clock, keepMsMax, async (stop) => keeper?.forget({ inject, n }, stop)).catch(() => {});
      }
      // What is stuck now may come loose once a flood is over, so it is tried again when everything is withdrawn.
      else delete held.withdrawal;
      return result;
    });
    return held.withdrawal;
  };

  const withdrawSome = async (which: (held: Held) => boolean, because: string): Promise<'withdrawn' | 'stuck'> => {
    const newestFirst = open.filter(which).toReversed();
    const results = await withdrawAll(newestFirst, async (held) => {
      try {
        mayTouch();
      } catch {
        return 'stuck';
      }
      return withdrawOne(held, because);
    });
    return results.includes('stuck') ? 'stuck' : 'withdrawn';
  };

  return {
    plan: (deed, stop) =>
      failing(deed, stop, () => 0, async () => {
        const { inject, action, spec, forMs, by } = deed;
        const reached = worldFor(action.needs, world, `${by}/${inject}`);
        const planned = await step(`a plan for ${inject}`, stepsMs.plan, stop, (stop) => action.plan(spec, { name: inject, inject, forMs }, reached, stop));
        for (const [n, change] of planned.entries()) {
          open.push({ ...deed, n, change });
          emitAs(by)('change.planned', { inject, n, action: action.kind, change });
        }
        journal.flush();
        const kept = planned.map((change, n) => ({ inject, n, action: action.kind, change }));
        await step(`${inject} to be kept where others find it`, keepMsMax, stop, async (stop) => keeper?.keep(kept, stop));
      }),
    apply: (deed, stop) => {
      let at = 0;
      return failing(deed, stop, () => at, async () => {
        const { inject, action, by } = deed;
        const reached = worldFor(action.needs, world, `${by}/${inject}/apply`);
        for (const { n, change } of open.filter((held) => held.inject === inject)) {
          at = n;
          const atMs = clock.now();
          await step(`change ${inject}/${n} to be made`, stepsMs.apply, stop, (stop) => action.apply(change, reached, stop));
          emitAs(by)('change.applied', { inject, n, atMs, tookMs: clock.now() - atMs });
        }
      });
    },
    withdraw: (deed, because) => withdrawSome((held) => held.inject === deed.inject, because),
    withdrawAll: async (because) => {
      await within(clock, settleMs, () => Promise.all(busy));
      return withdrawSome(() => true, because);
    },
    open: () => open.map(({ inject, n }) => `${inject}/${n}`),
  };
}
