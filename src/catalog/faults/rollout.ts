/** Holds the fault `rollout`: all pods of a workload are replaced one after another, as by a deploy during the flood. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import { leftOf, swapChange, swapOf } from './swap-change.ts';
import { onWorkload, podSeen, readWorkload, recoveryMs, untilWhole, wholeProof, withinPodsMax, workloadName } from './workload.ts';

export const rollout = action({
  kind: 'rollout',
  summary: 'restarts a workload by its own rollout, as a deploy would; one that is still under way when its time is over is taken back',
  role: 'fault',
  needs: ['cluster'],
  spec: z.strictObject({ workload: workloadName }),
  change: onWorkload.extend({ swap: swapChange }),
  claims: ({ workload }) => [workload],
  endsPods: ({ workload }) => ({ workload }),
  felt: ({ workload }) => [podSeen(workload, 'created')],
  plan: async ({ workload }, { inject }, world, stop) => {
    const where = `rollout ${inject}`;
    const { ref, ready, replicas, restartedAt, rolling, stays } = await readWorkload(world, workload, where, stop);
    if (stays !== undefined) throw new Problem({ expected: `${ref.kind} ${ref.name} to roll out a change by itself`, got: stays, where, next: 'Resume it, or strike it by `pod-kill`.' });
    if (rolling) throw new Problem({ expected: `${ref.kind} ${ref.name} to be at rest`, got: 'a rollout that is under way', where, next: 'Wait until `kubectl rollout status` says that it is through.' });
    withinPodsMax(world, replicas, where);
    return [{ ref, ready, swap: swapOf(ref, 'restartedAt', restartedAt, new Date(world.clock.now()).toISOString()) }];
  },
  apply: ({ swap }, world, stop) => world.cluster.swap(swap, stop),
  recoveryMs,
  revert: [
    {
      how: 'leave a restart that is through, or put the template back; then wait until as many pods are ready as before',
      // A restart can't be undone: to put the template back once all pods are new would only replace them a second time, after the drill.
      // While it is under way the pods of before are still there, and whoever stops a drill wants them back now.
      run: async (change, world, stop) => {
        const [now, note] = await Promise.all([world.cluster.workload(change.ref, stop), world.cluster.read(change.swap, stop)]);
        if (note?.swapped !== true) return untilWhole(change, world, stop);
        if (now?.rolling === false && note.value === change.swap.to) {
          await world.cluster.leave(change.swap, stop);
          return undefined;
        }
        const { kept } = await world.cluster.unswap(change.swap, stop);
        await untilWhole(change, world, stop);
        return kept === undefined ? undefined : { kept };
      },
    },
  ],
  gone: async (change, world, stop) => {
    const left = await leftOf(change.swap, world, stop);
    return left === undefined ? wholeProof(change, world, stop) : { is: 'present', saw: left };
  },
});
