/** Holds the fault `pod-kill`: some pods of a workload are ended, as when a node goes or memory runs out. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { Pod } from '../../ports/cluster.ts';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import { onWorkload, podSeen, readWorkload, recoveryMs, untilWhole, wholeProof, withinPodsMax, workloadName } from './workload.ts';

/** In the order of their names, so that the seed chooses the same places whenever it is asked. */
function chosen(pods: readonly Pod[], count: number, random: World['random']): readonly Pod[] {
  const left = pods.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Array.from({ length: count }, () => left.splice(Math.floor(random.next() * left.length), 1)).flat();
}

export const podKill = action({
  kind: 'pod-kill',
  summary: 'ends some pods of a workload, chosen by the seed',
  role: 'fault',
  needs: ['cluster'],
  spec: z
    .strictObject({
      workload: workloadName,
      count: z.int().min(1).optional().describe('how many of its pods'),
      share: z.number().gt(0).max(1).optional().describe('which share of its ready pods; at least one'),
    })
    .refine(({ count, share }) => (count === undefined) !== (share === undefined), { error: 'expected either a count or a share of pods' }),
  change: onWorkload.extend({ pods: z.array(z.object({ name: z.string(), uid: z.string() })) }),
  claims: ({ workload }) => [workload],
  endsPods: ({ workload, count, share }) => ({ workload, count, share }),
  felt: ({ workload }) => [podSeen(workload, 'deleted')],
  plan: async ({ workload, count, share }, { inject }, world, stop) => {
    const where = `pod-kill ${inject}`;
    const { ref, ready, selector } = await readWorkload(world, workload, where, stop);
    const pods = (await world.cluster.pods(selector, stop)).filter((pod) => pod.ready);
    const wanted = count ?? Math.max(1, Math.round((share ?? 0) * pods.length));
    if (wanted > pods.length) throw new Problem({ expected: `${ref.kind} ${ref.name} to have ${wanted} pods that are ready`, got: String(pods.length), where });
    withinPodsMax(world, wanted, where);
    return [{ ref, ready, pods: chosen(pods, wanted, world.random).map(({ name, uid }) => ({ name, uid })) }];
  },
  apply: async ({ pods }, world, stop) => void (await Promise.all(pods.map((pod) => world.cluster.deletePod(pod, stop)))),
  recoveryMs,
  // A pod that ended stays so: its controller makes another one, and until that is ready the fault lasts.
  revert: [{ how: 'wait until as many pods are ready as before', run: untilWhole }],
  gone: wholeProof,
});
