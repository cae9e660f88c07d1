/** Holds the withdrawal of what a runner that is gone left open: the same for a process with its journal and for one that has the kept changes alone. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { AnyWorld, KeptChange, Keeper } from '../ports/capabilities.ts';
import type { Clock } from '../ports/time.ts';
import type { Emit } from '../record/events.ts';
import { unfailing } from './unfailing.ts';
import { withdraw } from './withdraw.ts';
import { actionOf, withdrawAll } from './withdraw-all.ts';
import { within } from './within.ts';

/** What each way of withdrawing may take: a tool that answers does so in milliseconds, and three ways must fit into few seconds. */
export const graceMs = 2000;
const forgetMs = 2000;

export interface WithdrawOpen {
  /** Newest first. */
  readonly changes: readonly KeptChange[];
  readonly catalogue: Pick<Catalogue, 'faults' | 'plays'>;
  /** Undefined where it can't be reached; `unreachable` then says why. */
  readonly world: AnyWorld | undefined;
  readonly unreachable: string;
  /** Where the changes are kept beside the journal; what was proved gone is forgotten there. */
  readonly keeper: Keeper | undefined;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Asked before each change: whoever lost the lease touches nothing more. */
  readonly held: () => boolean;
}

/** Never rejects; returns the changes that are not proved gone, each with a line in the record that says why. */
export async function withdrawOpen({ changes, catalogue, world, unreachable, keeper, emit, clock, held }: WithdrawOpen): Promise<readonly KeptChange[]> {
  const tell = unfailing(emit);
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
    const result = held() ? await withdraw({ ...change, action, world, emit, clock, because: 'the runner is gone', graceMs }) : 'stuck';
    if (result === 'stuck') stuck.push(change);
    // One that stays kept is withdrawn once more by whoever finds it, which is safe.
    else if (keeper !== undefined) forgetting.push(within(clock, forgetMs, (stop) => keeper.forget({ inject, n }, stop)).catch(() => undefined));
    return result;
  });
  await Promise.all(forgetting);
  return stuck;
}
