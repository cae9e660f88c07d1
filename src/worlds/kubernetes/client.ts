/** Holds the client of one namespace of one cluster: the few requests that gameday makes, each with a limit, each refusal in plain words. */
import { ApiException, KubeConfig, KubernetesObjectApi, Log, PatchStrategy, PortForward, Watch } from '@kubernetes/client-node';
import { Duplex, PassThrough, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { Problem, reasonOf } from '../../problem.ts';
import { apiProblem } from './api-problem.ts';
import { type ClusterObject, fieldManager, type Ref, type Type } from './objects.ts';

/** What a person chose with --context and --namespace; where nothing is chosen, what the kubeconfig says. */
export interface ClusterTarget {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

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
}

/** Rejections are Problems with the API server's own words; a 404 is undefined where something is read, and fine where something is removed. */
export interface ClusterClient {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
  /** True in a pod, by its ServiceAccount. */
  readonly inside: boolean;
  readonly config: KubeConfig;
  version(): Promise<string>;
  read<T extends ClusterObject>(ref: Ref): Promise<T | undefined>;
  list<T extends ClusterObject>(type: Type, labels?: string): Promise<readonly T[]>;
  /** A name that is taken rejects. */
  create<T extends ClusterObject>(object: T): Promise<T>;
  /** Server-side apply under gameday's field manager; without `force`, a field that somebody else set otherwise rejects. */
  apply<T extends ClusterObject>(object: T, force?: boolean): Promise<T>;
  /** JSON merge patch; with `metadata.resourceVersion` in it, an object that changed meanwhile rejects (code 409). */
  merge<T extends ClusterObject>(ref: Ref, patch: Readonly<Record<string, unknown>>): Promise<T>;
  remove(ref: Ref, options?: RemoveOptions): Promise<void>;
  /** Tells of each object from now on, until `stop` aborts; starts again when the connection ends; rejects when that fails for `patienceMs`. */
  watch<T extends ClusterObject>(path: string, query: Readonly<Record<string, string>>, heard: (phase: string, object: T) => void, stop: AbortSignal): Promise<void>;
  /** Follows a container's log from its beginning until it ends or `stop` aborts. */
  logs(pod: string, container: string, line: (text: string) => void, stop: AbortSignal): Promise<void>;
  /** One TCP connection to a port on a pod's loopback. */
  forward(pod: string, port: number): Promise<Duplex>;
  may(permission: Permission): Promise<boolean>;
}

const limitMs = 10_000;
const watchAgainMs = 250;
const watchPatienceMs = 30_000;

function configOf(target: ClusterTarget): { config: KubeConfig; inside: boolean } {
  const config = new KubeConfig();
  const inside = process.env['KUBERNETES_SERVICE_HOST'] !== undefined && process.env['KUBECONFIG'] === undefined && target.context === undefined;
  try {
    if (inside) config.loadFromCluster();
    else config.loadFromDefault();
  } catch (cause) {
    throw new Problem({ expected: 'a kubeconfig', got: reasonOf(cause), where: process.env['KUBECONFIG'] ?? '~/.kube/config', next: 'Say `kubectl config view` to see whether kubectl can read it.', cause });
  }
  if (target.context !== undefined) {
    if (config.getContextObject(target.context) === null) {
      throw new Problem({ expected: `one of the contexts ${config.getContexts().map((each) => each.name).join(', ') || '(there is none)'}`, got: target.context, where: '--context', next: '`kubectl config get-contexts` lists them.' });
    }
    config.setCurrentContext(target.context);
  }
  if (config.getCurrentCluster() === null || config.getCurrentCluster()?.server === 'http://localhost:8080') {
    throw new Problem({ expected: 'a cluster to talk to', got: 'a kubeconfig without a current context', where: process.env['KUBECONFIG'] ?? '~/.kube/config', next: 'Set KUBECONFIG, or choose with --context.' });
  }
  return { config, inside };
}

/** A socket that is a port-forward; its end is that of the connection, on either side. */
async function forwarded(config: KubeConfig, namespace: string, pod: string, port: number): Promise<Duplex> {
  const toPod = new PassThrough();
  const fromPod = new PassThrough();
  let trouble = '';
  const errors = new Writable({ write: (chunk: Buffer, _encoding, done) => ((trouble += chunk.toString()), duplex.destroy(new Error(trouble.trim())), done()) });
  const duplex: Duplex = Duplex.from({ writable: toPod, readable: fromPod });
  duplex.on('error', () => {});
  const socket = await new PortForward(config).portForward(namespace, pod, [port], fromPod, errors, toPod);
  if (typeof socket === 'function') return duplex;
  socket.addEventListener('close', () => fromPod.end());
  socket.addEventListener('error', () => duplex.destroy());
  duplex.once('close', () => socket.close());
  return duplex;
}

export function clusterClient(target: ClusterTarget): ClusterClient {
  const { config, inside } = configOf(target);
  const current = config.getContextObject(config.getCurrentContext());
  const namespace = target.namespace ?? current?.namespace ?? 'default';
  const server = config.getCurrentCluster()?.server ?? '';
  const objects = KubernetesObjectApi.makeApiClient(config);
  const at = (ref: Ref) => ({ apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: ref.name, namespace } });
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

  async function watch<T extends ClusterObject>(path: string, query: Readonly<Record<string, string>>, heard: (phase: string, object: T) => void, stop: AbortSignal): Promise<void> {
    let fineMs = Date.now();
    let from = query['resourceVersion'];
    while (!stop.aborted) {
      const ended = Promise.withResolvers<unknown>();
      const request = await new Watch(config).watch(path, { ...query, ...(from !== undefined && { resourceVersion: from }), allowWatchBookmarks: true, timeoutSeconds: 25 }, (phase, object: T) => {
        fineMs = Date.now();
        from = phase === 'ERROR' ? undefined : (object.metadata?.resourceVersion ?? from);
        if (phase !== 'ERROR' && phase !== 'BOOKMARK') heard(phase, object);
      }, ended.resolve).catch((error: unknown) => (ended.resolve(error), undefined));
      const stopped = () => (request?.abort(), ended.resolve(undefined));
      stop.addEventListener('abort', stopped, { once: true });
      const why = await ended.promise;
      stop.removeEventListener('abort', stopped);
      if (stop.aborted) return;
      if (why === null || why === undefined || why === Watch.SERVER_SIDE_CLOSE) fineMs = Date.now();
      else if (Date.now() - fineMs > watchPatienceMs) throw apiProblem(why, `watch ${path}`, server);
      await new Promise((resolve) => setTimeout(resolve, watchAgainMs));
    }
  }

  async function logs(pod: string, container: string, line: (text: string) => void, stop: AbortSignal): Promise<void> {
    const stream = new PassThrough();
    const lines = createInterface({ input: stream });
    lines.on('line', line);
    const ended = new Promise<void>((resolve) => lines.once('close', resolve));
    const request = await limited(`read the log of pod ${pod}`, () => new Log(config).log(namespace, pod, container, stream, { follow: true }));
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
    version: () => limited('ask for the version', async () => (await import('@kubernetes/client-node').then((k8s) => config.makeApiClient(k8s.VersionApi).getCode())).gitVersion),
    read: <T extends ClusterObject>(ref: Ref) => limited(`read ${shown(ref)}`, () => unless404(() => objects.read<T>(at(ref) as never))),
    list: <T extends ClusterObject>(type: Type, labels?: string) =>
      limited(`list ${shown(type)}`, async () => (await unless404(() => objects.list<T>(type.apiVersion, type.kind, namespace, undefined, undefined, undefined, undefined, labels)))?.items ?? []),
    create: (object) => limited(`create ${shown({ apiVersion: object.apiVersion ?? '', kind: object.kind ?? '', name: object.metadata?.name ?? '' })}`, () => objects.create({ ...object, metadata: { ...object.metadata, namespace } }, undefined, undefined, fieldManager)),
    apply: (object, force = false) =>
      limited(`apply ${shown({ apiVersion: object.apiVersion ?? '', kind: object.kind ?? '', name: object.metadata?.name ?? '' })}`, () =>
        objects.patch({ ...object, metadata: { ...object.metadata, namespace } }, undefined, undefined, fieldManager, force, PatchStrategy.ServerSideApply),
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
    may: ({ verb, group, resource: named }) => {
      const [resource = '', subresource] = named.split('/');
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { namespace, verb, group, resource, ...(subresource !== undefined && { subresource }) } } };
      return limited('ask what is allowed', async () => (await objects.create(review as ClusterObject & { status?: { allowed?: boolean } })).status?.allowed === true);
    },
  };
}
