/** Holds the withdrawal of one change: way after way, mildest first, each on a fresh deadline and each followed by proof. */
import type { Action, Proof } from '../catalog/action.ts';
import type { AnyWorld } from '../ports/capabilities.ts';
import type { Clock } from '../ports/time.ts';
import { reasonOf } from '../problem.ts';
import type { Emit } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import { unfailing } from './unfailing.ts';
import { within } from './within.ts';
import { worldFor } from './world-for.ts';

/** Proof is asked for at once and then at this interval, so that a change is known to be gone soon after it is. */
const pollMs = 25;

export interface Withdrawal {
  readonly action: Action;
  readonly change: Json;
  readonly world: AnyWorld;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly inject: string;
  readonly n: number;
  readonly because: string;
  /** What each way, with its proof, may take, beside what the action says its target may take to recover. */
  readonly graceMs: number;
}

/** Withdraws a change; safe to repeat. Never rejects: what no way could withdraw is `stuck`, and in the record. */
export async function withdraw({ action, change, world, emit, clock, inject, n, because, ...given }: Withdrawal): Promise<'withdrawn' | 'stuck'> {
  const graceMs = given.graceMs + (action.recoveryMs ?? 0);
  const tell = unfailing(emit);
  const reached = worldFor(action.needs, world, `heal/${inject}/${n}`);
  const tried: string[] = [];
  let saw = 'nothing yet';
  tell('change.withdrawing', { inject, n, because });

  for (const way of action.revert) {
    tried.push(way.how);
    const untilMs = clock.now() + graceMs;
    const ran = await attempt(clock, graceMs, (stop) => way.run(change, reached, stop));
    const kept = ran.is === 'done' ? ran.value?.kept : undefined;
    // A way that failed may have done its work all the same; one that hung shows that its tool does, and asking it again would hang too.
    const proof = ran.is === 'late' ? undefined : await prove(ran.is === 'done' ? untilMs : clock.now(), (ms) => askGone(ms));
    if (proof?.is === 'gone') {
      tell('change.withdrawn', { inject, n, how: way.how, saw: proof.saw, ...(kept === undefined ? {} : { kept }) });
      return 'withdrawn';
    }
    saw = [ran.is === 'failed' ? `${way.how}: ${ran.why}` : '', ran.is === 'late' ? `${way.how}: no end within ${graceMs} ms` : '', proof?.saw ?? ''].filter(Boolean).join('; ');
  }
  // The last way may have hung although it worked.
  const proof = await askGone(graceMs);
  if (proof.is === 'gone') {
    tell('change.withdrawn', { inject, n, how: tried.at(-1) ?? 'nothing', saw: proof.saw });
    return 'withdrawn';
  }
  tell('change.stuck', { inject, n, tried, saw: `${saw}; ${proof.saw}` });
  return 'stuck';

  async function askGone(ms: number): Promise<Proof> {
    const asked = await attempt(clock, ms, (stop) => action.gone(change, reached, stop));
    if (asked.is === 'done') return asked.value;
    return { is: 'unknown', saw: asked.is === 'late' ? `the proof did not end within ${Math.round(ms)} ms` : `the proof failed: ${asked.why}` };
  }

  /** Asks at least once, and then until the change is gone or the time is up. */
  async function prove(untilMs: number, ask: (ms: number) => Promise<Proof>): Promise<Proof> {
    for (;;) {
      const proof = await ask(Math.max(graceMs / 4, untilMs - clock.now()));
      if (proof.is === 'gone' || clock.now() >= untilMs) return proof;
      await clock.sleep(pollMs);
    }
  }
}

type Attempt<T> = { is: 'done'; value: T } | { is: 'failed'; why: string } | { is: 'late' };

/** A way is another's code: it may throw before it returns a promise, reject, or hang. */
async function attempt<T>(clock: Clock, ms: number, work: (stop: AbortSignal) => Promise<T>): Promise<Attempt<T>> {
  try {
    const ran = await within(clock, ms, async (stop) => work(stop));
    return ran.late ? { is: 'late' } : { is: 'done', value: ran.value };
  } catch (error) {
    return { is: 'failed', why: reasonOf(error) };
  }
}
