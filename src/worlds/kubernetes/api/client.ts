/** Holds the client of one namespace of one cluster: the few requests that gameday makes, each with a limit, each refusal in plain words. */
import type { KubeConfig } from '@kubernetes/client-node';
import { type Duplex, PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { Problem } from '../../../problem.ts';
import { ApiProblem, apiProblem } from './api-problem.ts';
import { ApiException, Log, PatchStrategy, Watch } from './client-node.ts';
import { type ClusterTarget, configOf } from './cluster-config.ts';
import { forwarded } from './forwarded.ts';
import { Objects } from './kept-connections.ts';
import { type ClusterObject, fieldManager, pluralOf, type Ref, type Type } from './objects.ts';

export interface RemoveOptions {
  /** Only that very object: one of the same name that somebody made since is kept. */
  readonly uid?: string;
  readonly graceSeconds?: number;
}

export interface Permission {
  readonly verb: string;
  readonly group: string;
  /** With its subresource behind a slash, as RBAC writes it: `pods/log`. */
  readonly resource: string;
  /** Of one object alone. */
  readonly name?: string;
}

export type Phase = 'LISTED' | 'ADDED' | 'MODIFIED' | 'DELETED';

/** Rejections are Problems with the API server's own words; a 404 is undefined where something is read, and fine where something is removed. */
export interface ClusterClient {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  /** True in a pod, by its ServiceAccount. */
  readonly inside: boolean;
  readonly config: KubeConfig;
  version(): Promise<string>;
  /** Whether the cluster serves this kind at all. */
  knows(type: Type): Promise<boolean>;
  read<T extends ClusterObject>(ref: Ref): Promise<T | undefined>;
  list<T extends ClusterObject>(type: Type, labels?: string): Promise<readonly T[]>;
  /** A name that is taken rejects. */
  create<T extends ClusterObject>(object: T): Promise<T>;
  /** Server-side apply under gameday's field manager; without `force`, a field that somebody else set otherwise rejects. */
  apply<T extends ClusterObject>(object: T, force?: boolean): Promise<T>;
  /** JSON merge patch; with `metadata.resourceVersion` in it, an object that changed meanwhile rejects (code 409). */
  merge<T extends ClusterObject>(ref: Ref, patch: Readonly<Record<string, unknown>>): Promise<T>;
  remove(ref: Ref, options?: RemoveOptions): Promise<void>;
  /**
   * Tells of each object that there is (`LISTED`) and then of each change, until `stop` aborts. A connection that ends is made anew, if need be
   * with another list; rejects when that has failed for half a minute, and at once for a kind that the cluster doesn't know or may not tell of.
   */
  watch(type: Type, heard: (phase: Phase, object: ClusterObject) => void, stop: AbortSignal): Promise<void>;
  /** Follows a container's log from its beginning, or from `since`, until it or the connection ends or `stop` aborts. With `since`, be it empty, each line begins with its time. */
  logs(pod: string, container: string, line: (text: string) => void, stop: AbortSignal, since?: string): Promise<void>;
  /** One TCP connection to a port on a pod's loopback. */
  forward(pod: string, port: number): Promise<Duplex>;
  may(permission: Permission): Promise<boolean>;
}

const limitMs = 10_000;
const watchAgainMs = 250;
const watchPatienceMs = 30_000;

export function clusterClient(target: ClusterTarget): ClusterClient {
  const { config, inside } = configOf(target);
  const current = config.getContextObject(config.getCurrentContext());
  const namespace = target.namespace ?? current?.namespace ?? 'default';
  const server = config.getCurrentCluster()?.server ?? '';
  const objects = config.makeApiClient(Objects);
  const at = (ref: Ref) => ({ apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: ref.name, namespace } });
  const placed = <T extends ClusterObject>(object: T): T => ({ ...object, metadata: Object.assign({}, object.metadata, { namespace }) });
  const shown = (ref: Type & { readonly name?: string }) => `${ref.kind}${ref.name === undefined ? 's' : ` ${ref.name}`} in namespace ${namespace}`;

  /** The client has no limits of its own: an API server that went away must not keep a drill. */
  const limited = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Problem({ expected: `an answer of the API server within ${limitMs / 1000} s`, got: 'none', where: `${doing}, ${server}` })), limitMs);
    });
    try {
      return await Promise.race([work(), late]);
    } catch (error) {
      throw apiProblem(error, doing, server);
    } finally {
      clearTimeout(timer);
    }
  };
  const unless404 = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  };

  /** Listed first and watched from there: a watch from nowhere needs what older storage of an API server hasn't. */
  async function watch(type: Type, heard: (phase: Phase, object: ClusterObject) => void, stop: AbortSignal): Promise<void> {
    const path = `${type.apiVersion === 'v1' ? '/api/v1' : `/apis/${type.apiVersion}`}/namespaces/${namespace}/${pluralOf(type.kind)}`;
    let fineMs = Date.now();
    let from: string | undefined;
    const listed = async () => {
      const list = await limited(`list ${shown(type)}`, () => objects.list<ClusterObject>(type.apiVersion, type.kind, namespace));
      // An item of a list doesn't say what it is.
      for (const object of list.items) heard('LISTED', { ...object, ...type });
      return list.metadata?.resourceVersion;
    };
    const once = async (resourceVersion: string) => {
      const ended = Promise.withResolvers<unknown>();
      const request = await new Watch(config).watch(path, { resourceVersion, timeoutSeconds: 25 }, (phase, object: ClusterObject) => {
        from = phase === 'ERROR' ? undefined : object.metadata?.resourceVersion;
        if (phase === 'ADDED' || phase === 'MODIFIED' || phase === 'DELETED') heard(phase, object);
      }, ended.resolve);
      const stopped = () => (request.abort(), ended.resolve(null));
      if (stop.aborted) stopped();
      stop.addEventListener('abort', stopped, { once: true });
      const why = await ended.promise;
      stop.removeEventListener('abort', stopped);
      if (why !== null) throw why;
    };
    while (!stop.aborted) {
      try {
        from ??= await listed();
        if (from !== undefined) await once(from);
        fineMs = Date.now();
      } catch (error) {
        // What was missed meanwhile is in the next list.
        from = undefined;
        const refused = error instanceof ApiProblem && (error.code === 403 || error.code === 404);
        if (!stop.aborted && (refused || Date.now() - fineMs > watchPatienceMs)) throw apiProblem(error, `watch ${shown(type)}`, server);
        await new Promise((resolve) => setTimeout(resolve, watchAgainMs));
      }
    }
  }

  async function logs(pod: string, container: string, line: (text: string) => void, stop: AbortSignal, since?: string): Promise<void> {
    const stream = new PassThrough();
    // The library leaves the answer's own errors to nobody: an abort, or a connection that breaks, would end the process.
    stream.once('pipe', (answer) => answer.once('error', () => stream.end()));
    const lines = createInterface({ input: stream });
    lines.on('line', line);
    const ended = new Promise<void>((resolve) => lines.once('close', resolve));
    const request = await limited(`read the log of pod ${pod}`, () => new Log(config).log(namespace, pod, container, stream, { follow: true, timestamps: since !== undefined, ...(since !== undefined && since !== '' && { sinceTime: since }) }));
    const stopped = () => (request.abort(), stream.end());
    if (stop.aborted) stopped();
    stop.addEventListener('abort', stopped, { once: true });
    stream.once('error', () => stream.end());
    await ended;
    stop.removeEventListener('abort', stopped);
  }

  return {
    context: inside ? 'in-cluster' : config.getCurrentContext(),
    namespace,
    server,
    inside,
    config,
    version: () => limited('ask for the version', async () => (await objects.version()).gitVersion),
    knows: (type) => limited(`list ${shown(type)}`, async () => (await unless404(() => objects.list(type.apiVersion, type.kind, namespace))) !== undefined),
    read: <T extends ClusterObject>(ref: Ref) => limited(`read ${shown(ref)}`, () => unless404(() => objects.read<T>(at(ref) as never))),
    list: <T extends ClusterObject>(type: Type, labels?: string) =>
      limited(`list ${shown(type)}`, async () => (await unless404(() => objects.list<T>(type.apiVersion, type.kind, namespace, undefined, undefined, undefined, undefined, labels)))?.items ?? []),
    create: (object) => limited(`create ${shown({ apiVersion: object.apiVersion ?? '', kind: object.kind ?? '', name: object.metadata?.name ?? '' })}`, () => objects.create(placed(object), undefined, undefined, fieldManager)),
    apply: (object, force = false) =>
      limited(`apply ${shown({ apiVersion: object.apiVersion ?? '', kind: object.kind ?? '', name: object.metadata?.name ?? '' })}`, () =>
        objects.patch(placed(object), undefined, undefined, fieldManager, force, PatchStrategy.ServerSideApply),
      ),
    merge: <T extends ClusterObject>(ref: Ref, patch: Readonly<Record<string, unknown>>) => {
      const { metadata, ...rest } = patch;
      const object = { ...rest, ...at(ref), metadata: { ...(metadata as object | undefined), name: ref.name, namespace } };
      return limited(`change ${shown(ref)}`, () => objects.patch<T>(object as never, undefined, undefined, fieldManager, undefined, PatchStrategy.MergePatch));
    },
    remove: (ref, { uid, graceSeconds } = {}) =>
      limited(`remove ${shown(ref)}`, async () => {
        const body = { propagationPolicy: 'Background', ...(uid !== undefined && { preconditions: { uid } }), ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }) };
        await unless404(() => objects.delete(at(ref), undefined, undefined, undefined, undefined, undefined, body)).catch((error: unknown) => {
          // Another object of that name: ours is gone.
          if (!(uid !== undefined && error instanceof ApiException && error.code === 409)) throw error;
        });
      }),
    watch,
    logs,
    forward: (pod, port) => limited(`reach port ${port} of pod ${pod}`, () => forwarded(config, namespace, pod, port)),
    may: ({ verb, group, resource: named, name }) => {
      const [resource = '', subresource] = named.split('/');
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { namespace, verb, group, resource, ...(subresource !== undefined && { subresource }), ...(name !== undefined && { name }) } } };
      return limited('ask what is allowed', async () => (await objects.create(review as ClusterObject & { status?: { allowed?: boolean } })).status?.allowed === true);
    },
  };
}
