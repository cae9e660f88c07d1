/** Holds a cluster in memory that answers a ClusterClient as the API server would, as far as tests of one's own objects need it. */
import { ApiProblem } from '../../../src/worlds/kubernetes/api/api-problem.ts';
import { KubeConfig } from '../../../src/worlds/kubernetes/api/client-node.ts';
import type { ClusterClient, Permission, Phase } from '../../../src/worlds/kubernetes/api/client.ts';
import type { ClusterObject, Ref, Type } from '../../../src/worlds/kubernetes/api/objects.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface FakeClient extends ClusterClient {
  /** Every request that was made, as `verb Kind name`, in order; what only reads is among them. */
  readonly asked: readonly string[];
  /** Those of them that could change something. */
  changes(): readonly string[];
  /** Makes or replaces an object as somebody else would: no request of gameday's. */
  put(...objects: readonly ClusterObject[]): void;
  /** Takes an object away as somebody else would. */
  drop(ref: Ref): void;
  /** What is there now, without a request. */
  now(ref: Ref): (ClusterObject & Fields) | undefined;
}

export interface FakeOptions {
  readonly namespace?: string;
  /** Kinds that this cluster doesn't serve. */
  readonly lacks?: readonly string[];
  readonly denies?: (permission: Permission) => boolean;
  /** Called before each request; what it throws, the request rejects with. */
  readonly before?: (verb: string, ref: Type & { readonly name?: string }) => void | Promise<void>;
  readonly log?: (pod: string, container: string) => readonly string[];
  readonly forward?: ClusterClient['forward'];
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396: null takes away, an object is merged, everything else replaces. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** `a=b`, `a!=b`, `a` and `!a`, with commas between. */
const matches = (labels: Readonly<Record<string, string>>, selector: string): boolean =>
  selector.split(',').every((term) => {
    const [, not, key = '', operator, value] = /^(!?)([^!=]+)(!?==?)?(.*)$/.exec(term.trim()) ?? [];
    if (operator === undefined) return key in labels === (not === '');
    return (labels[key] === value) === !operator.startsWith('!');
  });

/** Doesn't model: controllers (nobody makes pods of a Deployment), owners of fields, validation, finalizers. */
export function fakeClient(objects: readonly ClusterObject[] = [], options: FakeOptions = {}): FakeClient {
  const namespace = options.namespace ?? 'drill';
  const store = new Map<string, ClusterObject>();
  const watchers = new Set<(phase: Phase, object: ClusterObject) => void>();
  const asked: string[] = [];
  let version = 1;
  const keyOf = (ref: Type & { readonly name?: string }) => `${ref.apiVersion} ${ref.kind} ${ref.name ?? ''}`;
  const refOf = ({ apiVersion = '', kind = '', metadata }: ClusterObject): Ref => ({ apiVersion, kind, name: metadata?.name ?? '' });
  const tell = (phase: Phase, object: ClusterObject) => watchers.forEach((heard) => heard(phase, structuredClone(object)));
  const ask = async (verb: string, ref: Type & { readonly name?: string }) => {
    asked.push(`${verb} ${ref.kind}${ref.name === undefined ? '' : ` ${ref.name}`}`);
    await options.before?.(verb, ref);
  };
  const problem = (code: number, ref: Ref, got: string) => new ApiProblem(code, { expected: `${ref.kind} ${ref.name} in namespace ${namespace}`, got: `${code}: ${got}`, where: 'the fake cluster' });

  const write = <T extends ClusterObject>(object: T): T => {
    const ref = refOf(object);
    const before = store.get(keyOf(ref));
    const born = before?.metadata ?? { uid: crypto.randomUUID(), creationTimestamp: new Date() };
    const kept = { ...structuredClone(object), metadata: Object.assign({}, object.metadata, { namespace, uid: born.uid, creationTimestamp: born.creationTimestamp, resourceVersion: String((version += 1)) }) } as T;
    store.set(keyOf(ref), kept);
    tell(before === undefined ? 'ADDED' : 'MODIFIED', kept);
    return structuredClone(kept);
  };
  const erase = (ref: Ref) => {
    const gone = store.get(keyOf(ref));
    store.delete(keyOf(ref));
    if (gone !== undefined) tell('DELETED', gone);
  };
  const listed = (type: Type, labels?: string) =>
    [...store.values()].filter((each) => each.apiVersion === type.apiVersion && each.kind === type.kind && (labels === undefined || matches(each.metadata?.labels ?? {}, labels))).map((each) => structuredClone(each));

  for (const object of objects) write(object);

  return {
    context: 'fake',
    namespace,
    server: 'https://fake.invalid',
    inside: false,
    config: new KubeConfig(),
    asked,
    changes: () => asked.filter((each) => /^(?:create|apply|merge|remove) /.test(each)),
    put: (...more) => more.forEach((each) => write(each)),
    drop: erase,
    now: (ref) => structuredClone(store.get(keyOf(ref))) as (ClusterObject & Fields) | undefined,
    version: async () => 'v1.36.4',
    knows: async (type) => {
      await ask('list', type);
      return options.lacks?.includes(type.kind) !== true;
    },
    read: async <T extends ClusterObject>(ref: Ref) => {
      await ask('read', ref);
      return structuredClone(store.get(keyOf(ref))) as T | undefined;
    },
    list: async <T extends ClusterObject>(type: Type, labels?: string) => {
      await ask('list', type);
      return listed(type, labels) as unknown as readonly T[];
    },
    create: async (object) => {
      const ref = refOf(object);
      await ask('create', ref);
      if (store.has(keyOf(ref))) throw problem(409, ref, 'already exists');
      return write(object);
    },
    apply: async (object) => {
      const ref = refOf(object);
      await ask('apply', ref);
      return write(merged(store.get(keyOf(ref)), object) as typeof object);
    },
    merge: async <T extends ClusterObject>(ref: Ref, patch: Fields) => {
      await ask('merge', ref);
      const before = store.get(keyOf(ref));
      if (before === undefined) throw problem(404, ref, 'not found');
      const { resourceVersion } = (patch['metadata'] ?? {}) as { resourceVersion?: string };
      if (resourceVersion !== undefined && resourceVersion !== before.metadata?.resourceVersion) throw problem(409, ref, 'the object has been modified; please apply your changes to the latest version and try again');
      return write(merged(before, patch) as T);
    },
    remove: async (ref, { uid } = {}) => {
      await ask('remove', ref);
      const before = store.get(keyOf(ref));
      if (before !== undefined && (uid === undefined || uid === before.metadata?.uid)) erase(ref);
    },
    watch: async (type, heard, stop) => {
      await ask('watch', type);
      const mine = (phase: Phase, object: ClusterObject) => {
        if (object.apiVersion === type.apiVersion && object.kind === type.kind) heard(phase, object);
      };
      for (const object of listed(type)) heard('LISTED', object);
      watchers.add(mine);
      const stopped = Promise.withResolvers<void>();
      stop.addEventListener('abort', () => stopped.resolve(), { once: true });
      if (stop.aborted) stopped.resolve();
      await stopped.promise;
      watchers.delete(mine);
    },
    logs: async (pod, container, line) => options.log?.(pod, container).forEach(line),
    forward: options.forward ?? (async (pod, port) => Promise.reject(new Error(`nothing listens on port ${port} of pod ${pod} in the fake cluster`))),
    may: async (permission) => options.denies?.(permission) !== true,
  };
}
