/** Holds the staging of injects: each is planned ahead of its moment, released on it, kept for its time, and withdrawn. */
import type { Action } from '../catalog/action.ts';
import { actionOf } from '../heal/withdraw-all.ts';
import { firstOf } from '../ports/first-of.ts';
import { untilAborted } from '../ports/until-aborted.ts';
import { Problem, reasonOf } from '../problem.ts';
import type { PlannedInject } from '../record/events.ts';
import type { Reply } from '../store/commands.ts';
import type { Deed } from './changes.ts';
import { createClaims } from './claims.ts';
import type { Drill } from './drill.ts';
import type { ScenarioTime } from './scenario-time.ts';

/**
 * A generator has to start and wait at its gate; everything else only reads what it will change. People choose round moments: with a lead
 * that isn't round, the flush of one inject's plan (tens of milliseconds on a slow disk) doesn't fall on the release of another.
 */
const loadLeadMs = 4130;
const leadMs = 1130;

export interface Injects {
  /** Resolves when every inject is over, or the drill ends. */
  readonly done: Promise<void>;
  skip(inject: string, role: string, because: string): Reply;
  release(inject: string): Reply;
}

interface Staged {
  readonly planned: PlannedInject;
  readonly skip: AbortController;
  readonly release: AbortController;
  state: 'waiting' | 'released' | 'skipped' | 'failed' | 'over';
}

/** A generator has no original value to read, so it may be prepared while another inject still holds its claims. */
const readsOriginals = (action: Action) => action.needs.some((need) => need !== 'load' && need !== 'entries' && need !== 'processes');

/** `ready` aborts when the steady state held: before that nothing is released, not even by hand. */
export function stageInjects(drill: Drill, time: ScenarioTime, ready: AbortSignal): Injects {
  const { planned, catalogue, changes, ending, emitAs } = drill;
  const claims = createClaims();
  const staged = new Map<string, Staged>(planned.map((inject) => [inject.inject, { planned: inject, skip: new AbortController(), release: new AbortController(), state: 'waiting' }]));
  const claimsOf = (inject: PlannedInject) => actionOf(catalogue, inject.fault)?.claims(inject.spec) ?? [];

  const stage = async (one: Staged): Promise<void> => {
    const { inject, fault, spec, forMs, offsetMs } = one.planned;
    const action = catalogue.faults[fault];
    if (action === undefined) throw new Problem({ expected: 'a fault of the catalogue', got: fault, where: `inject ${inject}` });
    const deed: Deed = { inject, action, spec, forMs, by: `fault/${fault}` };
    const names = claimsOf(one.planned);
    const called = firstOf(ending.signal, one.skip.signal);
    const early = firstOf(called, one.release.signal);
    const over = () => called.aborted;

    await time.until(offsetMs - (action.needs.includes('load') ? loadLeadMs : leadMs), early);
    if (readsOriginals(action)) await claims.take(inject, names, called);
    if (over()) return;
    await changes.plan(deed, called);
    if (!readsOriginals(action)) await claims.take(inject, names, called);
    await time.until(offsetMs, early);
    await untilAborted(firstOf(ready, called));
    // A hold that began while the steady state was awaited holds this inject too, unless a person released it.
    if (!one.release.signal.aborted) await time.until(offsetMs, early);
    if (ending.signal.aborted) return;
    if (one.skip.signal.aborted) {
      await changes.withdraw(deed, 'skipped');
      return;
    }
    one.state = 'released';
    const byHand = one.release.signal.aborted;
    const fromMs = byHand ? time.now() : offsetMs;
    emitAs(byHand ? 'facilitator' : 'drill')('inject.released', { inject, plannedMs: offsetMs, how: byHand ? 'facilitator' : 'schedule' });
    await changes.apply(deed, ending.signal);
    const told = action.tells?.(spec);
    const tell = (text: string) => emitAs('drill')('note.added', { role: 'drill', text });
    if (told !== undefined) tell(told.begins);
    await time.until(fromMs + forMs, ending.signal);
    if (told !== undefined && !ending.signal.aborted) tell(told.ends);
    if (!ending.signal.aborted && (await changes.withdraw(deed, 'its time is over')) === 'stuck') drill.giveUp(`${inject} could not be withdrawn`);
  };

  /** An inject that fails is withdrawn and in the record; the drill goes on, and the judge says what it is worth. */
  const guarded = async (one: Staged): Promise<void> => {
    const { inject, fault } = one.planned;
    try {
      await stage(one);
      if (one.state === 'released') one.state = 'over';
    } catch (error) {
      if (one.state !== 'skipped') one.state = 'failed';
      const action = catalogue.faults[fault];
      if (ending.signal.aborted || action === undefined) return;
      const deed: Deed = { inject, action, spec: one.planned.spec, forMs: one.planned.forMs, by: `fault/${fault}` };
      if ((await changes.withdraw(deed, `it failed: ${reasonOf(error)}`)) === 'stuck') drill.giveUp(`${inject} failed and could not be withdrawn`);
    } finally {
      claims.free(inject);
    }
  };

  const waiting = (inject: string): Staged | string => {
    const one = staged.get(inject);
    if (one === undefined) return `expected one of the injects ${[...staged.keys()].join(', ') || '(there are none)'}, got "${inject}"`;
    return one.state === 'waiting' && !one.release.signal.aborted ? one : `inject "${inject}" is ${one.state === 'waiting' ? 'being released' : one.state} already`;
  };

  return {
    done: Promise.all([...staged.values()].map(guarded)).then(() => {}),
    skip: (inject, role, because) => {
      const one = waiting(inject);
      if (typeof one === 'string') return { ok: false, why: one };
      one.state = 'skipped';
      emitAs('facilitator')('inject.skipped', { inject, role, because });
      one.skip.abort();
      return { ok: true, said: `skipped ${inject}` };
    },
    release: (inject) => {
      const one = waiting(inject);
      if (typeof one === 'string') return { ok: false, why: one };
      if (!ready.aborted) return { ok: false, why: 'the steady state is still being watched' };
      const holder = claims.holder(claimsOf(one.planned));
      if (holder !== undefined && holder !== inject) return { ok: false, why: `"${holder}" still holds ${claimsOf(one.planned).join(', ')}` };
      one.release.abort();
      return { ok: true, said: `releasing ${inject}` };
    },
  };
}
