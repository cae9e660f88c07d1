/** Holds what sets the replicas of a workload beside its owner: HPAs and KEDA; and how HPAs are held still for the time of a run. */
import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { z } from 'zod';
import type { ClusterRef, Workload } from '../../../ports/cluster.ts';
import { Problem } from '../../../problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { type ClusterObject, refTo, types } from '../api/objects.ts';
import { swapField } from '../swaps/swaps.ts';

type Autoscaler = V2HorizontalPodAutoscaler & { readonly kind?: string };
interface ScaledObject extends ClusterObject {
  readonly spec?: { readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string }; readonly minReplicaCount?: number; readonly maxReplicaCount?: number };
}

const pausedKeys = ['autoscaling.keda.sh/paused', 'autoscaling.keda.sh/paused-replicas'] as const;

/** One that is paused sets nothing. */
const sets = ({ metadata }: ScaledObject): boolean => pausedKeys.every((key) => (metadata?.annotations?.[key] ?? 'false') === 'false');

export async function autoscalerOf(client: ClusterClient, { kind, name }: Pick<ClusterRef, 'kind' | 'name'>): Promise<Workload['autoscaler']> {
  const [scaledObjects, autoscalers] = await Promise.all([client.list<ScaledObject>(types.ScaledObject), client.list<Autoscaler>(types.HorizontalPodAutoscaler)]);
  // KEDA makes an HPA of its own and sets it again, so the ScaledObject comes first.
  const keda = scaledObjects.find((one) => one.spec?.scaleTargetRef?.name === name && (one.spec.scaleTargetRef.kind ?? 'Deployment') === kind && sets(one));
  if (keda !== undefined) return { name: keda.metadata?.name ?? '', min: keda.spec?.minReplicaCount ?? 0, max: keda.spec?.maxReplicaCount ?? 100, by: 'KEDA' };
  const hpa = autoscalers.find(({ spec }) => spec?.scaleTargetRef.name === name && spec.scaleTargetRef.kind === kind);
  return hpa?.spec === undefined ? null : { name: hpa.metadata?.name ?? '', min: hpa.spec.minReplicas ?? 1, max: hpa.spec.maxReplicas, by: 'HorizontalPodAutoscaler' };
}

const scaled = z.object({ spec: z.object({ replicas: z.number().default(1) }) });

/** By what its target is told to have; of a target that gameday doesn't know, by what the HPA itself says. */
async function replicasOf(client: ClusterClient, { spec, status }: Autoscaler): Promise<number> {
  const { kind, name } = spec?.scaleTargetRef ?? { kind: '', name: '' };
  const target = kind === 'Deployment' || kind === 'StatefulSet' ? scaled.safeParse(await client.read(refTo(types[kind], name))) : undefined;
  return target?.data?.spec.replicas ?? status?.currentReplicas ?? spec?.minReplicas ?? 1;
}

/**
 * Holds every HPA of the namespace at the replicas that its target has now, by swaps that the run's sweep puts back. Rejects, before anything is
 * changed, where KEDA scales something there: it would set its HPA again at once.
 */
export async function pinAutoscalers(client: ClusterClient, run: string): Promise<void> {
  const [scaledObjects, autoscalers] = await Promise.all([client.list<ScaledObject>(types.ScaledObject), client.list<Autoscaler>(types.HorizontalPodAutoscaler)]);
  const keda = scaledObjects.filter(sets).map(({ metadata }) => metadata?.name ?? '');
  if (keda.length > 0) throw new Problem({ expected: 'autoscalers that can be pinned', got: `KEDA's ScaledObject ${keda.join(', ')}`, where: `namespace ${client.namespace}`, next: `Pause it for the time of the drill, by the annotation ${pausedKeys[1]}="REPLICAS"; or write \`autoscaling: live\`.` });
  for (const hpa of autoscalers) {
    if (hpa.spec === undefined) continue;
    const from = { min: hpa.spec.minReplicas ?? 1, max: hpa.spec.maxReplicas };
    // An HPA knows no zero.
    const held = Math.max(1, await replicasOf(client, hpa));
    const to = { min: held, max: held };
    if (from.min !== held || from.max !== held) await swapField(client, run, { ref: { kind: 'HorizontalPodAutoscaler', name: hpa.metadata?.name ?? '' }, field: 'bounds', from, to });
  }
}
