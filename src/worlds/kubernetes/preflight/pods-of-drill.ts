/** Holds what a drill takes of a namespace in pods, asked beforehand: those that its faults end, and those that it makes, for which quotas must leave room. */
import type { V1Deployment, V1ResourceQuota } from '@kubernetes/client-node';
import { quantityToScalar } from '@kubernetes/client-node/dist/util.js';
import type { PodsEnded, Wish } from '../../../ports/capabilities.ts';
import type { ClusterClient } from '../api/client.ts';
import { allExternal } from '../external/hosts.ts';
import { resourcesOf } from '../load/generator-pod.ts';
import { refTo, types } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';

async function endedOf(client: ClusterClient, { workload, count, share }: PodsEnded): Promise<number> {
  if (count !== undefined) return count;
  const [kind, name = ''] = workload.split('/');
  // A workload that isn't there is told of where its fault is planned.
  const found = await client.read<V1Deployment>(refTo(kind === 'statefulset' ? types.StatefulSet : types.Deployment, name));
  if (share === undefined) return found?.spec?.replicas ?? 0;
  return Math.max(1, Math.round(share * (found?.status?.readyReplicas ?? 0)));
}

/** As many as all faults of a drill together end, by the replicas that their workloads have now. */
export async function podsEnded(client: ClusterClient, ends: readonly PodsEnded[]): Promise<number> {
  return (await Promise.all(ends.map((each) => endedOf(client, each)))).reduce((sum, pods) => sum + pods, 0);
}

/** k6-operator starts several runners by a pod of its own. */
const starters = ({ generators }: ClusterSettings): number => (generators.parallelism > 1 ? 1 : 0);

function loadsInside(settings: ClusterSettings, { loadsMax }: Pick<Wish, 'loadsMax'>): number {
  return settings.external?.loadFrom === 'outside' && allExternal(settings) ? 0 : loadsMax;
}

/** By what a quota may bound: at one moment, at most. CPU and memory are those of the k6 pods. */
function needs(settings: ClusterSettings, wish: Pick<Wish, 'loadsMax'>): Readonly<Record<string, number>> {
  const loads = loadsInside(settings, wish);
  const runners = loads * settings.generators.parallelism;
  const pods = runners + loads * starters(settings) + settings.interpose.length;
  const { requests = {}, limits = {} } = resourcesOf({ settings });
  const of = (given: Readonly<Record<string, string>>, what: string) => runners * Number(quantityToScalar(given[what] ?? '0'));
  return {
    pods,
    'count/pods': pods,
    ...(runners > 0 && {
      cpu: of(requests, 'cpu'),
      memory: of(requests, 'memory'),
      'requests.cpu': of(requests, 'cpu'),
      'requests.memory': of(requests, 'memory'),
      'limits.cpu': of(limits, 'cpu'),
      'limits.memory': of(limits, 'memory'),
    }),
  };
}

const howTo = 'free some of it, ask whoever set it for more, or take less in world.settings.cluster.generators (parallelism, cpu, memory).';

/** One sentence for each bound of a quota that the drill would pass. A quota with scopes may not be meant for these pods, and is left to the API server. */
export async function refusalsOfQuotas(client: ClusterClient, settings: ClusterSettings, wish: Pick<Wish, 'loadsMax'>): Promise<readonly string[]> {
  const wanted = Object.entries(needs(settings, wish)).filter(([, need]) => need > 0);
  if (wanted.length === 0) return [];
  const quotas = (await client.list<V1ResourceQuota>(types.ResourceQuota)).filter(({ spec }) => (spec?.scopes ?? []).length === 0 && spec?.scopeSelector === undefined);
  return quotas.flatMap(({ metadata, spec, status }) =>
    wanted.flatMap(([what, need]) => {
      const hard = spec?.hard?.[what];
      if (hard === undefined) return [];
      const used = status?.used?.[what] ?? '0';
      const left = Number(quantityToScalar(hard)) - Number(quantityToScalar(used));
      return need <= left ? [] : [`The drill's generators and Toxiproxies need ${need} of ${what} at one moment, and the quota ${metadata?.name} of namespace ${client.namespace} has ${used} of ${hard} used: ${howTo}`];
    }),
  );
}
