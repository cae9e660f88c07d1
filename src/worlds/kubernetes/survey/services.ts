/** Holds how the Services of a namespace are told: what they speak, what stands behind them, and who keeps them as they are. */
import type { V1EndpointSlice, V1Pod, V1Service } from '@kubernetes/client-node';
import { ownerOf as ownerOfObject } from '../api/owner-of.ts';
import type { FoundService } from './found.ts';
import { foundPort } from './speaks.ts';

const serviceNameLabel = 'kubernetes.io/service-name';

export const isSelected = (selector: Readonly<Record<string, string>> | undefined, labels: Readonly<Record<string, string>> | undefined): boolean =>
  selector !== undefined && Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels?.[key] === value);

const slicesOf = (service: string, slices: readonly V1EndpointSlice[]) => slices.filter((slice) => slice.metadata?.labels?.[serviceNameLabel] === service);

function readyBehind(service: string, slices: readonly V1EndpointSlice[]): readonly string[] {
  const endpoints = slicesOf(service, slices).flatMap((slice) => slice.endpoints ?? []);
  return [...new Set(endpoints.filter((one) => one.conditions?.ready !== false).flatMap((one) => one.addresses))];
}

export interface Objects {
  readonly slices: readonly V1EndpointSlice[];
  readonly pods: readonly V1Pod[];
  /** The workload that a pod belongs to, as `Deployment shop`. */
  readonly ownerOf: (pod: V1Pod) => string | undefined;
}

export function foundService(service: V1Service, { slices, pods, ownerOf }: Objects): FoundService {
  const name = service.metadata?.name ?? '';
  const behind = pods.filter((pod) => isSelected(service.spec?.selector, pod.metadata?.labels));
  const addresses = readyBehind(name, slices);
  const setBy = ownerOfObject(service);
  const leadsTo = service.spec?.externalName ?? (behind.length === 0 && addresses.length > 0 ? addresses.join(', ') : undefined);
  return {
    name,
    ports: (service.spec?.ports ?? []).map((port) => foundPort(port, behind.flatMap((pod) => pod.spec?.containers ?? []))),
    ready: addresses.length,
    workloads: [...new Set(behind.flatMap((pod) => ownerOf(pod) ?? []))],
    type: service.spec?.type ?? 'ClusterIP',
    ...(setBy !== undefined && { setBy }),
    ...(leadsTo !== undefined && { leadsTo }),
  };
}
