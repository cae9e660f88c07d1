/** Holds the capability `cluster`: what a drill may read, change and watch of the workloads and Services of its namespace. */
import type { Json } from '../record/json.ts';

/** An object of the drill's namespace. */
export interface ClusterRef {
  readonly kind: 'Service' | 'Deployment' | 'StatefulSet' | 'HorizontalPodAutoscaler';
  readonly name: string;
}

/** `replicas` of a workload; `selector` of a Service; `restartedAt` of a pod template, which a rollout changes; `bounds` of an autoscaler, as `{ min, max }`. */
export type ClusterField = 'replicas' | 'selector' | 'restartedAt' | 'bounds';

/**
 * One field of one object, from its original value to another: plain JSON. It is written on the object itself, as an annotation, in the same
 * request that changes the field, so that whoever finds the object can put it back.
 */
export interface Swap {
  readonly ref: ClusterRef;
  readonly field: ClusterField;
  readonly from: Json;
  readonly to: Json;
}

/** What the selector of a Service asks for once a drill made it lead nowhere: no pod has it. A watch tells of it by the number `nowhere`. */
export const nowhereLabel = 'gameday.dev/black-hole';

export interface Workload {
  readonly ref: ClusterRef;
  /** Wanted. */
  readonly replicas: number;
  /** Pods of it that are ready and not ending. */
  readonly ready: number;
  /** True while pods of an older template are left. */
  readonly rolling: boolean;
  /** Why a change of its template would not be rolled out: it is paused, or its strategy is OnDelete. Absent where it would. */
  readonly stays?: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly restartedAt: string | null;
  /** Who sets the replicas: an autoscaler of its own (HPA, or KEDA's), or nobody. */
  readonly autoscaler: { readonly name: string; readonly min: number; readonly max: number; readonly by: 'HorizontalPodAutoscaler' | 'KEDA' } | null;
}

export interface ServiceState {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  /** Addresses that are ready behind it. */
  readonly endpoints: number;
}

export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly restarts: number;
}

/** What somebody did to an object of the namespace: evidence of who changed what, and when. */
export interface ClusterChange {
  /** Of the object, as far as it tells; otherwise when it was heard. */
  readonly atMs: number;
  readonly clockErrMs: number;
  /** The object's kind, such as Service, Deployment, EndpointSlice, Pod, HTTPRoute, Ingress, Event, HorizontalPodAutoscaler. */
  readonly object: string;
  readonly name: string;
  readonly what: 'created' | 'changed' | 'deleted';
  /** The fields that changed, or an Event's reason and message, in words. */
  readonly saw: string;
  /** The field manager that made the change, where the object tells. */
  readonly manager?: string;
  /** What of the object's wanted state somebody other than the drill changed, one by one and in full. */
  readonly fields?: readonly { readonly name: string; readonly was: string; readonly is: string }[];
  /** Numbers that judges read: ready addresses of a Service and whether its selector leads nowhere (1 or 0), ready and wanted replicas of a workload, restarts of a pod. */
  readonly numbers?: Readonly<Record<string, number>>;
}

export interface Cluster {
  /** Undefined where it doesn't exist. */
  workload(ref: ClusterRef, stop: AbortSignal): Promise<Workload | undefined>;
  service(name: string, stop: AbortSignal): Promise<ServiceState | undefined>;
  /** The pods that a selector matches, those that are ending left out. */
  pods(selector: Readonly<Record<string, string>>, stop: AbortSignal): Promise<readonly Pod[]>;
  /** Ends that very pod; one that is gone already is fine. Rejects where this run would end more pods than `podsMax`. */
  deletePod(pod: Pick<Pod, 'name' | 'uid'>, stop: AbortSignal): Promise<void>;
  /** Changes the field and writes the swap on the object. Rejects when the field isn't `from`, or is swapped already. */
  swap(swap: Swap, stop: AbortSignal): Promise<void>;
  /** Puts the field back if it is still `to`, and takes the note off the object. `kept` says, in words, what somebody else set meanwhile, which stays. Safe to repeat. */
  unswap(swap: Swap, stop: AbortSignal): Promise<{ readonly kept?: string }>;
  /** Leaves the field as the drill set it, and takes the note off the object: for what is done and can't be undone, as a restart. Safe to repeat. */
  leave(swap: Swap, stop: AbortSignal): Promise<void>;
  /** The field's value now, and whether the note is on the object; undefined where the object doesn't exist any more. */
  read(swap: Pick<Swap, 'ref' | 'field'>, stop: AbortSignal): Promise<{ readonly value: Json; readonly swapped: boolean } | undefined>;
  /** How many pods a drill may end at most, all together, from the world's settings. */
  podsMax(): number;
  /** Reports changes from now on until `stop` aborts; reconnects by itself, and rejects when it can't see any more. */
  watch(heard: (change: ClusterChange) => void, stop: AbortSignal): Promise<void>;
}
