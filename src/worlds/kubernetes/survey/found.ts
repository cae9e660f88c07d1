/** Holds what a look at a namespace finds, as plain data: names, ports, counts, and why each thing is believed. Never a value of a variable, which may hold a secret. */

/** What a port is taken to speak, as `interpose` names it. */
export type Speech = 'http' | 'smtp' | 'tls' | 'tcp';

export interface FoundPort {
  readonly number: number;
  readonly name?: string;
  readonly transport: string;
  readonly speaks: Speech;
  /** Why it is taken to speak that. */
  readonly because: string;
  /** The path of the pods' own readiness probe on this port. */
  readonly health?: string;
}

export interface FoundService {
  readonly name: string;
  readonly ports: readonly FoundPort[];
  /** Addresses that are ready behind it. */
  readonly ready: number;
  /** Workloads whose pods it selects, as `Deployment shop`. */
  readonly workloads: readonly string[];
  readonly type: string;
  /** What sets its spec again when it is changed, such as Argo CD. */
  readonly setBy?: string;
  /** Where it leads to, if that is outside the namespace. */
  readonly leadsTo?: string;
}

export interface FoundWorkload {
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly name: string;
  readonly replicas: number;
  readonly ready: number;
  readonly autoscaled: boolean;
  /** Variables whose values lie in Secrets, which are not read. */
  readonly secret: readonly string[];
}

/** A workload names an address in its configuration; whether it uses it can't be seen from outside. */
export interface FoundCall {
  readonly from: string;
  /** The Service, where it is one of this namespace; otherwise undefined and `host` is elsewhere. */
  readonly service?: string;
  readonly host: string;
  readonly port?: number;
  /** The variable or argument that names it. */
  readonly because: string;
}

/** A way in for users. */
export interface FoundWay {
  readonly kind: 'Ingress' | 'HTTPRoute';
  readonly name: string;
  readonly hosts: readonly string[];
  readonly path: string;
  readonly service: string;
}

/** A counter of requests that a Service's own metrics show. */
export interface FoundCounter {
  readonly service: string;
  readonly port: number;
  readonly path: string;
  readonly metric: string;
}

export interface Survey {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  /** The namespace's own labels; undefined where they can't be read. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly services: readonly FoundService[];
  readonly workloads: readonly FoundWorkload[];
  readonly calls: readonly FoundCall[];
  readonly ways: readonly FoundWay[];
  /** What could not be seen, as sentences. */
  readonly unseen: readonly string[];
}
