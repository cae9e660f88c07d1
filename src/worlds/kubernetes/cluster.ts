/** Holds the capability `cluster` in a real cluster: workloads, Services and pods of the drill's namespace. */
import type { Cluster, Swap } from '../../ports/cluster.ts';
import { Problem } from '../../problem.ts';
import type { ClusterClient } from './api/client.ts';
import { refTo, types } from './api/objects.ts';
import type { ClusterSettings } from './settings.ts';
import { swapFields } from './swaps/fields.ts';
import { leaveField, noteOn, swapField, unswapField } from './swaps/swaps.ts';
import { watchCluster } from './workloads/watch.ts';
import { podsOf, serviceOf, workloadOf } from './workloads/workloads.ts';

export function clusterCapability({ run, client, settings }: { readonly run: string; readonly client: ClusterClient; readonly settings: ClusterSettings }): Cluster {
  const podsMax = settings.limits.pods;
  let ended = 0;

  /** Counted before it is done: two faults at once may not share what is left. */
  const count = (pods: number, what: string): void => {
    if (ended + pods > podsMax) throw new Problem({ expected: `at most ${podsMax} pods to be ended by one drill`, got: `${ended} before, and ${pods} by this`, where: what, next: 'world.settings.cluster.limits.pods in the scenario says how many may be.' });
    ended += pods;
  };
  const podsEndedBy = async ({ ref, field, from, to }: Swap): Promise<number> => {
    if (field === 'replicas' && typeof from === 'number' && typeof to === 'number') return Math.max(0, from - to);
    return field === 'restartedAt' ? ((await workloadOf(client, ref))?.replicas ?? 0) : 0;
  };

  return {
    workload: (ref) => workloadOf(client, ref),
    service: (name) => serviceOf(client, name),
    pods: (selector) => podsOf(client, selector),
    deletePod: async ({ name, uid }) => {
      count(1, `pod ${name}`);
      await client.remove(refTo(types.Pod, name), { uid });
    },
    swap: async (swap) => {
      count(await podsEndedBy(swap), `${swap.field} of ${swap.ref.kind} ${swap.ref.name}`);
      await swapField(client, run, swap);
    },
    unswap: (swap) => unswapField(client, run, swap),
    leave: (swap) => leaveField(client, run, swap),
    read: async ({ ref, field }) => {
      const object = await client.read(refTo(types[ref.kind], ref.name));
      return object === undefined ? undefined : { value: swapFields[field].read(object), swapped: noteOn(object, field) !== undefined };
    },
    podsMax: () => podsMax,
    watch: (heard, stop) => watchCluster(client, heard, stop),
  };
}
