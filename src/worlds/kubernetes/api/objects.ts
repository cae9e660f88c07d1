/** Holds how objects of a cluster are named here: their types, gameday's labels and annotations, and its field manager. */
import type { KubernetesObject } from '@kubernetes/client-node';

export type ClusterObject = KubernetesObject & { readonly kind?: string };

export interface Type {
  readonly apiVersion: string;
  readonly kind: string;
}
export interface Ref extends Type {
  readonly name: string;
}

/** The types that this world deals with, by kind. */
export const types = {
  Pod: { apiVersion: 'v1', kind: 'Pod' },
  Service: { apiVersion: 'v1', kind: 'Service' },
  ConfigMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  Secret: { apiVersion: 'v1', kind: 'Secret' },
  Event: { apiVersion: 'v1', kind: 'Event' },
  ServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount' },
  Namespace: { apiVersion: 'v1', kind: 'Namespace' },
  PersistentVolumeClaim: { apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  ResourceQuota: { apiVersion: 'v1', kind: 'ResourceQuota' },
  Deployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  StatefulSet: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  ReplicaSet: { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  Job: { apiVersion: 'batch/v1', kind: 'Job' },
  CronJob: { apiVersion: 'batch/v1', kind: 'CronJob' },
  Lease: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
  EndpointSlice: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  Ingress: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  HTTPRoute: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  ScaledObject: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
  TestRun: { apiVersion: 'k6.io/v1alpha1', kind: 'TestRun' },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
} as const satisfies Readonly<Record<string, Type>>;

/** As it stands in a path of the API: `networkpolicies` for NetworkPolicy. */
export const pluralOf = (kind: string): string => kind.toLowerCase().replace(/s$/, 'se').replace(/y$/, 'ie') + 's';

export const refTo = (type: Type, name: string): Ref => ({ ...type, name });

/** One very object: another may bear its name later. */
export interface Individual extends Ref {
  readonly uid: string;
}
export const individual = (type: Type, { metadata }: ClusterObject): Individual => ({ ...refTo(type, metadata?.name ?? ''), uid: metadata?.uid ?? '' });

/** Under this name gameday owns fields that it applied (server-side apply), so that others see who set them. */
export const fieldManager = 'gameday';

export const labels = {
  /** On whatever gameday made for a run: its id. It goes when the run is over. */
  run: 'gameday.dev/run',
  /** On what stays between runs: `range`, `agent`. */
  part: 'gameday.dev/part',
  /** On a namespace: `allowed` opens it for drills. */
  drills: 'gameday.dev/drills',
  /** On a Toxiproxy that drills may use, with the name of the Service that it stands in for, or `range`. */
  toxiproxy: 'gameday.dev/toxiproxy',
} as const;

export const annotations = {
  /** On an object that a run changed: `gameday.dev/swapped-FIELD`, JSON `{ run, from, to }`. */
  swapped: (field: string) => `gameday.dev/swapped-${field}`,
  /** On the Lease: what a stranger needs to reach the run's world again. */
  description: 'gameday.dev/description',
  /** On the Lease: one open change each, `gameday.dev/change-N`, JSON `{ inject, n, action, change }`. */
  change: 'gameday.dev/change-',
} as const;

/** The one Lease of a namespace: whoever holds it may run a drill there. */
export const leaseName = 'gameday';

/** The Deployment and Service of gameday's agent in a namespace: reaper and outpost. */
export const agentName = 'gameday-agent';
/** Of the outpost: where generators wait and alerts arrive; and where the runner comes in by port-forward, on the pod's loopback alone. */
export const outpostPorts = { serve: 8700, tunnel: 8701 } as const;
/** The Secret of a namespace that stands in the URLs of gameday's receivers; k8s/range/watchman.yaml names it too. */
export const receiversSecretName = 'gameday-receivers';
