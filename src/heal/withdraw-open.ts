/** Holds the withdrawal of what a runner that is gone left open: the same for a process with its journal and for one that has the kept changes alone. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { KeptChange, OpenedWorld, StepsMs } from '../ports/world-kind.ts';
import type { Clock } from '../ports/time.ts';
import type { Emit } from '../record/events.ts';
import { unfailing } from './unfailing.ts';
import { withdraw } from './withdraw.ts';
import { actionOf, withdrawAll } from './withdraw-all.ts';
import { within } from './within.ts';

/**
 * A generator takes a second or two to start, more on a machine that is being flooded. What withdraws is answered in milliseconds by a tool that
 * answers at all, and three ways of it must fit into few seconds.
 */
export const usualStepsMs: StepsMs = { plan: 20_000, apply: 5000, undo: 2000 };
const forgetMs = 2000;

export interface WithdrawOpen {
  /** Newest first. */
  readonly changes: readonly KeptChange[];
  readonly catalogue: Pick<Catalogue, 'faults' | 'plays'>;
  /** Undefined where it can't be reached; `unreachable` then says why. What was proved gone is forgotten by its keeper. */
  readonly opened: Pick<OpenedWorld, 'world' | 'keeper' | 'stepsMs'> | undefined;
  readonly unreachable: string;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Asked before each change: whoever lost the lease touches nothing more. */
  readonly held: () => boolean;
}

/** Never rejects; returns the changes that are not proved gone, each with a line in the record that says why. */
export async function withdrawOpen({ changes, catalogue, opened, unreachable, emit, clock, held }: WithdrawOpen): Promise<readonly KeptChange[]> {
  const tell = unfailing(emit);
  const { world, keeper, stepsMs = usualStepsMs } = opened ?? {};
  const stuck: KeptChange[] = [];
  const forgetting: Promise<unknown>[] = [];
  const known = changes.flatMap((change) => {
    const action = actionOf(catalogue, change.action);
    if (action !== undefined && world !== undefined) return [{ change, action, world }];
    stuck.push(change);
    const saw = action === undefined ? `this version of gameday has no action "${change.action}"` : `the world can't be reached: ${unreachable}`;
    tell('change.stuck', { inject: change.inject, n: change.n, tried: [], saw });
    return [];
  });
  await withdrawAll(known, async ({ change, action, world }) => {
    const { inject, n } = change;
    const result = held() ? await withdraw({ ...change, action, world, emit, clock, because: 'the runner is gone', graceMs: stepsMs.undo }) : 'stuck';
    if (result === 'stuck') stuck.push(change);
    // One that stays kept is withdrawn once more by whoever finds it, which is safe.
    else if (keeper !== undefined) forgetting.push(within(clock, forgetMs, (stop) => keeper.forget({ inject, n }, stop)).catch(() => undefined));
    return result;
  });
  await Promise.all(forgetting);
  return stuck;
}
