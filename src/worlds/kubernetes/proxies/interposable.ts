/** Holds what is read of a Service before it is given a Toxiproxy: its pods, addresses, policies, and the numbers of its ports. */
import type { V1EndpointSlice, V1NetworkPolicy, V1Pod, V1Service, V1ServicePort } from '@kubernetes/client-node';
import type { ClusterClient } from '../api/client.ts';
import { type ClusterObject, refTo, types } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';
import { readyAddresses, serviceLabel } from '../workloads/workloads.ts';

export type Wanted = ClusterSettings['interpose'][number];
export type Labels = Readonly<Record<string, string>>;
type Kept<T> = T & { readonly kind?: string };

export interface Interposable {
  readonly wanted: Wanted;
  readonly service: V1Service;
  /** Those that its selector matches, and that have not ended. */
  readonly pods: readonly V1Pod[];
  readonly ready: number;
  /** Of the whole namespace: who may call it, and what may be called. */
  readonly namespacePods: readonly V1Pod[];
  readonly policies: readonly V1NetworkPolicy[];
}

export const hasLabels = (labels: Labels | undefined, wanted: Labels): boolean => Object.entries(wanted).every(([key, value]) => labels?.[key] === value);

const lives = ({ status }: V1Pod): boolean => status?.phase !== 'Succeeded' && status?.phase !== 'Failed';

/** Undefined where there is no such Service. */
export async function readInterposable(client: ClusterClient, wanted: Wanted): Promise<Interposable | undefined> {
  const [service, namespacePods, policies, slices] = await Promise.all([
    client.read<Kept<V1Service>>(refTo(types.Service, wanted.service)),
    client.list<Kept<V1Pod>>(types.Pod),
    client.list<Kept<V1NetworkPolicy>>(types.NetworkPolicy),
    client.list<Kept<V1EndpointSlice>>(types.EndpointSlice, `${serviceLabel}=${wanted.service}`),
  ]);
  if (service === undefined) return undefined;
  const living = namespacePods.filter(lives);
  const selector = service.spec?.selector ?? {};
  const pods = Object.keys(selector).length === 0 ? [] : living.filter(({ metadata }) => hasLabels(metadata?.labels, selector));
  return { wanted, service, pods, ready: readyAddresses(slices), namespacePods: living, policies };
}

/** The port that is probed; undefined where it isn't there, or where several are and none was chosen. */
export function chosenPort({ wanted, service }: Pick<Interposable, 'wanted' | 'service'>): V1ServicePort | undefined {
  const ports = service.spec?.ports ?? [];
  if (wanted.port === undefined) return ports.length === 1 ? ports[0] : undefined;
  return ports.find(({ name, port }) => wanted.port === port || wanted.port === name);
}

/** What a port of a Service leads to in its pods: a number, which a name has only in the pods that bear it; undefined where none of them does. */
export function targetNumber({ port, targetPort = port }: V1ServicePort, pods: readonly V1Pod[]): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return pods.flatMap(({ spec }) => spec?.containers ?? []).flatMap(({ ports }) => ports ?? []).find(({ name }) => name === targetPort)?.containerPort;
}

export const nameOf = ({ metadata }: ClusterObject): string => metadata?.name ?? '';
