/** Holds what a watch tells of each kind of object: the facts whose change is told, where managed fields say who set them, and the numbers for judges. */
import type { V1Deployment, V1HTTPIngressPath, V1Ingress, V1Pod, V1Service, V1StatefulSet, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { nowhereLabel } from '../../../ports/cluster.ts';
import type { ClusterObject } from '../api/objects.ts';
import { swapFields } from '../swaps/fields.ts';

export interface Fact {
  readonly name: string;
  /** Where managed fields tell who set it. */
  readonly paths: readonly (readonly string[])[];
  readonly value: string;
}

export interface Facts {
  readonly facts: readonly Fact[];
  readonly numbers?: Readonly<Record<string, number>>;
}

type Kinded<T> = T & { readonly kind?: string };
export type Workloads = Kinded<V1Deployment> | Kinded<V1StatefulSet>;

const factOf = (name: string, paths: Fact['paths'], value: unknown): Fact => ({ name, paths, value: typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing') });
const fact = (name: string, path: readonly string[], value: unknown): Fact => factOf(name, [path], value);

export function workloadFacts(object: Workloads): Facts {
  const { spec, status } = object;
  const wanted = spec?.replicas ?? 1;
  const ready = status?.readyReplicas ?? 0;
  const updated = status?.updatedReplicas ?? 0;
  const images = (spec?.template.spec?.containers ?? []).map((container) => container.image ?? '');
  return {
    facts: [
      factOf('replicas', swapFields.replicas.paths, wanted),
      factOf('restarted at', swapFields.restartedAt.paths, swapFields.restartedAt.read(object) ?? 'never'),
      fact('images', ['spec', 'template', 'spec', 'containers'], images.join(' ')),
      fact('paused', ['spec', 'paused'], spec !== undefined && 'paused' in spec ? (spec.paused ?? false) : false),
      fact('ready', ['status', 'readyReplicas'], ready),
      fact('updated', ['status', 'updatedReplicas'], updated),
    ],
    numbers: { ready, wanted, updated },
  };
}

export function podFacts({ status }: Kinded<V1Pod>): Facts {
  const ready = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') === true;
  const containers = status?.containerStatuses ?? [];
  const restarts = containers.reduce((sum, one) => sum + one.restartCount, 0);
  const last = containers.map((one) => one.lastState?.terminated).find((ended) => ended !== undefined);
  const why = last === undefined ? '' : `; it ended with ${last.reason ?? 'no reason'}, code ${last.exitCode}`;
  return { facts: [fact('ready', ['status', 'conditions'], ready), fact('restarts', ['status', 'containerStatuses'], `${restarts}${restarts === 0 ? '' : why}`)], numbers: { ready: ready ? 1 : 0, restarts } };
}

/** Where external-dns points the name of an object: its documentation, "Annotations". */
const dnsTarget = 'external-dns.alpha.kubernetes.io/target';
const dnsTargetFact = ({ metadata }: ClusterObject): Fact => fact('DNS target', ['metadata', 'annotations', dnsTarget], metadata?.annotations?.[dnsTarget] ?? 'its own address');

export const serviceFacts = (object: Kinded<V1Service>): Facts => ({
  facts: [
    factOf('selector', swapFields.selector.paths, swapFields.selector.read(object)),
    fact('type', ['spec', 'type'], object.spec?.type ?? ''),
    fact('ports', ['spec', 'ports'], (object.spec?.ports ?? []).map(({ port, targetPort }) => `${port}:${String(targetPort)}`).join(' ')),
    dnsTargetFact(object),
  ],
  numbers: { nowhere: object.spec?.selector?.[nowhereLabel] === undefined ? 0 : 1 },
});

export function autoscalerFacts(object: Kinded<V2HorizontalPodAutoscaler>): Facts {
  const { spec, status } = object;
  const min = spec?.minReplicas ?? 1;
  const max = spec?.maxReplicas ?? 0;
  const wanted = status?.desiredReplicas ?? 0;
  return {
    facts: [factOf('bounds', swapFields.bounds.paths, `${min} to ${max}`), fact('replicas', ['status', 'currentReplicas'], status?.currentReplicas ?? 0), fact('wanted', ['status', 'desiredReplicas'], wanted)],
    numbers: { min, max, wanted },
  };
}

const backendOf = (path: V1HTTPIngressPath, host = '*'): string => `${host}${path.path ?? '/'} to ${path.backend.service?.name ?? 'a resource'}`;

export const ingressFacts = ({ metadata, spec, status }: Kinded<V1Ingress>): Facts => ({
  facts: [
    fact('rules', ['spec', 'rules'], (spec?.rules ?? []).flatMap((rule) => (rule.http?.paths ?? []).map((path) => backendOf(path, rule.host))).join(', ')),
    fact('default backend', ['spec', 'defaultBackend'], spec?.defaultBackend?.service?.name ?? 'none'),
    dnsTargetFact({ ...(metadata && { metadata }) }),
    fact('addresses', ['status', 'loadBalancer'], (status?.loadBalancer?.ingress ?? []).map((one) => one.hostname ?? one.ip ?? '').join(' ')),
  ],
});

export const routeFacts = (object: ClusterObject & { readonly spec?: { readonly hostnames?: unknown; readonly rules?: unknown; readonly parentRefs?: unknown } }): Facts => ({
  facts: (['hostnames', 'rules', 'parentRefs'] as const).map((name) => fact(name, ['spec', name], object.spec?.[name] ?? 'none')),
});
