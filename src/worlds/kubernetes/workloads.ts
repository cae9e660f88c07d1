/** Holds what a drill reads of workloads and Services: their replicas, pods and addresses, and which autoscaler sets them. */
import type { V1Deployment, V1EndpointSlice, V1Pod, V1Service, V1StatefulSet, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { ClusterRef, Pod, ServiceState, Workload } from '../../ports/cluster.ts';
import { Problem } from '../../problem.ts';
import type { ClusterClient } from './client.ts';
import { type ClusterObject, refTo, types } from './objects.ts';
import { swapFields } from './swap-fields.ts';
import { swapField } from './swaps.ts';

type WorkloadObject = (V1Deployment | V1StatefulSet) & { readonly kind?: string };
interface ScaledObject extends ClusterObject {
  readonly spec?: { readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string }; readonly minReplicaCount?: number; readonly maxReplicaCount?: number };
}

export const selectorText = (selector: Readonly<Record<string, string>>): string => Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(',');

const podOf = ({ metadata, status }: V1Pod): Pod => ({
  name: metadata?.name ?? '',
  uid: metadata?.uid ?? '',
  ready: status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true,
  restarts: (status?.containerStatuses ?? []).reduce((sum, one) => sum + one.restartCount, 0),
});

/** Without those that are ending or have ended. An empty selector matches nothing here: as a query it would match all. */
export async function podsOf(client: ClusterClient, selector: Readonly<Record<string, string>>): Promise<readonly Pod[]> {
  if (Object.keys(selector).length === 0) return [];
  const pods = await client.list<V1Pod>(types.Pod, selectorText(selector));
  return pods.filter((pod) => pod.metadata?.deletionTimestamp === undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed').map(podOf);
}

const kedaPaused = ['autoscaling.keda.sh/paused', 'autoscaling.keda.sh/paused-replicas'] as const;

async function autoscalerOf(client: ClusterClient, { kind, name }: Pick<ClusterRef, 'kind' | 'name'>): Promise<Workload['autoscaler']> {
  const [scaledObjects, autoscalers] = await Promise.all([client.list<ScaledObject>(types.ScaledObject), client.list<V2HorizontalPodAutoscaler>(types.HorizontalPodAutoscaler)]);
  // KEDA makes an HPA of its own and sets it again, so the ScaledObject comes first; one that is paused sets nothing.
  const keda = scaledObjects.find(({ spec, metadata }) => spec?.scaleTargetRef?.name === name && (spec.scaleTargetRef.kind ?? 'Deployment') === kind && !kedaPaused.some((key) => (metadata?.annotations?.[key] ?? 'false') !== 'false'));
  if (keda !== undefined) return { name: keda.metadata?.name ?? '', min: keda.spec?.minReplicaCount ?? 0, max: keda.spec?.maxReplicaCount ?? 100, by: 'KEDA' };
  const hpa = autoscalers.find(({ spec }) => spec?.scaleTargetRef.name === name && spec.scaleTargetRef.kind === kind);
  return hpa?.spec === undefined ? null : { name: hpa.metadata?.name ?? '', min: hpa.spec.minReplicas ?? 1, max: hpa.spec.maxReplicas, by: 'HorizontalPodAutoscaler' };
}

function staysOf(object: WorkloadObject): string | undefined {
  const spec: { paused?: boolean; updateStrategy?: { type?: string } } = object.spec ?? {};
  if (spec.paused === true) return 'it is paused';
  return spec.updateStrategy?.type === 'OnDelete' ? 'its update strategy is OnDelete' : undefined;
}

/** A status that is older than the last change of the object tells of what was before. */
export function settledOf({ metadata, spec, status }: WorkloadObject): boolean {
  const wanted = spec?.replicas ?? 1;
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) && (status?.replicas ?? 0) === wanted && (status?.readyReplicas ?? 0) === wanted && (status?.updatedReplicas ?? 0) === wanted;
}

export async function workloadOf(client: ClusterClient, ref: ClusterRef): Promise<Workload | undefined> {
  const object = await client.read<WorkloadObject>(refTo(types[ref.kind], ref.name));
  if (object === undefined) return undefined;
  const selector = object.spec?.selector.matchLabels ?? {};
  const [pods, autoscaler] = await Promise.all([podsOf(client, selector), autoscalerOf(client, ref)]);
  const restartedAt = swapFields.restartedAt.read(object);
  const stays = staysOf(object);
  return {
    ref,
    replicas: object.spec?.replicas ?? 1,
    // By the pods and not by its status, which follows a moment later.
    ready: pods.filter((pod) => pod.ready).length,
    settled: settledOf(object),
    selector,
    restartedAt: typeof restartedAt === 'string' ? restartedAt : null,
    autoscaler,
    ...(stays !== undefined && { stays }),
  };
}

/** An address stands once, however many slices have it; `ready` may be absent, which means yes. */
export const readyAddresses = (slices: readonly V1EndpointSlice[]): number =>
  new Set(slices.flatMap((slice) => (slice.endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready !== false).flatMap((endpoint) => endpoint.addresses))).size;

export const serviceLabel = 'kubernetes.io/service-name';

export async function serviceOf(client: ClusterClient, name: string): Promise<ServiceState | undefined> {
  const [service, slices] = await Promise.all([client.read<V1Service & { kind?: string }>(refTo(types.Service, name)), client.list<V1EndpointSlice>(types.EndpointSlice, `${serviceLabel}=${name}`)]);
  return service === undefined ? undefined : { name, selector: service.spec?.selector ?? {}, endpoints: readyAddresses(slices) };
}

/**
 * Holds the HPAs of the named workloads at the replicas that these have now, by a swap that the sweep of the run puts back. Rejects, before it
 * changes anything, where KEDA scales one of them: it would set its HPA again at once.
 */
export async function pinAutoscalers(client: ClusterClient, run: string, names: readonly string[]): Promise<void> {
  const refs = names.flatMap((name): ClusterRef[] => [{ kind: 'Deployment', name }, { kind: 'StatefulSet', name }]);
  const found = (await Promise.all(refs.map((ref) => workloadOf(client, ref)))).filter((one) => one !== undefined);
  const keda = found.find((one) => one.autoscaler?.by === 'KEDA');
  if (keda !== undefined) throw new Problem({ expected: `autoscaling of ${keda.ref.name} to be an HPA's, so that it can be pinned`, got: `ScaledObject ${keda.autoscaler?.name ?? ''} of KEDA`, where: `namespace ${client.namespace}`, next: `Pause it for the time of the drill: annotate it with ${kedaPaused[1]}="${keda.replicas}".` });
  for (const { autoscaler, replicas } of found) {
    if (autoscaler === null || (autoscaler.min === autoscaler.max && autoscaler.min === replicas)) continue;
    // An HPA knows no zero.
    const held = Math.max(1, replicas);
    await swapField(client, run, { ref: { kind: 'HorizontalPodAutoscaler', name: autoscaler.name }, field: 'bounds', from: { min: autoscaler.min, max: autoscaler.max }, to: { min: held, max: held } });
  }
}
