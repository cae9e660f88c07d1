/** Holds what a drill reads of workloads and Services: their replicas, pods and addresses, and which autoscaler sets them. */
import type { V1Deployment, V1EndpointSlice, V1Pod, V1Service, V1StatefulSet } from '@kubernetes/client-node';
import type { ClusterRef, Pod, ServiceState, Workload } from '../../../ports/cluster.ts';
import { autoscalerOf } from './autoscalers.ts';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import { swapFields } from '../swaps/fields.ts';

type WorkloadObject = (V1Deployment | V1StatefulSet) & { readonly kind?: string };

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

function staysOf(object: WorkloadObject): string | undefined {
  const spec: { paused?: boolean; updateStrategy?: { type?: string } } = object.spec ?? {};
  if (spec.paused === true) return 'it is paused';
  return spec.updateStrategy?.type === 'OnDelete' ? 'its update strategy is OnDelete' : undefined;
}

/** A status that is older than the last change of the object tells of what was before. */
const rollingOf = ({ metadata, status }: WorkloadObject): boolean => (status?.observedGeneration ?? 0) < (metadata?.generation ?? 0) || (status?.updatedReplicas ?? 0) < (status?.replicas ?? 0);

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
    rolling: rollingOf(object),
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
