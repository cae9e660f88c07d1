/** Holds the fault `scale-to-zero`: a workload has no pods at all. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import { leftOf, swapChange, swapOf } from './swap-change.ts';
import { onWorkload, readWorkload, recoveryMs, refOf, untilWhole, wholeProof, withinPodsMax, workloadName } from './workload.ts';

export const scaleToZero = action({
  kind: 'scale-to-zero',
  summary: 'takes all pods of a workload away',
  role: 'fault',
  needs: ['cluster'],
  spec: z.strictObject({ workload: workloadName }),
  change: onWorkload.extend({ swap: swapChange }),
  claims: ({ workload }) => [workload],
  endsPods: ({ workload }) => ({ workload }),
  felt: ({ workload }) => [{ see: 'cluster', object: refOf(workload).kind, name: refOf(workload).name, what: 'changed', number: { name: 'ready', atMost: 0 } }],
  plan: async ({ workload }, { inject }, world, stop) => {
    const where = `scale-to-zero ${inject}`;
    const { ref, ready, replicas, autoscaler } = await readWorkload(world, workload, where, stop);
    // It would set the replicas again: at once, or to what it made of a workload without load once they are put back.
    if (autoscaler !== null && !(autoscaler.by === 'HorizontalPodAutoscaler' && autoscaler.min === autoscaler.max))
      throw new Problem({ expected: `replicas of ${ref.kind} ${ref.name} that nobody else sets`, got: `${autoscaler.by} ${autoscaler.name}, ${autoscaler.min} to ${autoscaler.max}`, where, next: autoscaler.by === 'KEDA' ? `Pause it for the time of the drill: annotate ScaledObject ${autoscaler.name} with autoscaling.keda.sh/paused="true".` : 'Write `autoscaling: pinned` under world.settings.cluster in the scenario.' });
    withinPodsMax(world, replicas, where);
    return [{ ref, ready, swap: swapOf(ref, 'replicas', replicas, 0) }];
  },
  apply: ({ swap }, world, stop) => world.cluster.swap(swap, stop),
  recoveryMs,
  revert: [
    {
      how: 'put the replicas back, and wait until as many pods are ready as before',
      run: async (change, world, stop) => {
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
