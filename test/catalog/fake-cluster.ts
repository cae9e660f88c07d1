/** Holds a small model of a namespace under a virtual clock: one workload behind one Service, with controllers that take their time. */
import { nowhereLabel } from '../../src/ports/cluster.ts';
import type { Cluster, ClusterChange, ClusterField, Pod, Swap } from '../../src/ports/cluster.ts';
import type { Json } from '../../src/record/json.ts';
import type { VirtualClock } from '../../src/worlds/simulated/virtual-clock.ts';

/** From a pod's beginning to its readiness. */
const startsMs = 2500;

interface FakePod extends Pod {
  readonly template: string | null;
  ready: boolean;
}

export interface FakeCluster {
  readonly cluster: Cluster;
  /**
   * What a drill may change and must put back. Left out: when the pods were last restarted, since a restart that is through stays, and their names.
   */
  snapshot(): Json;
}

const same = (a: Json, b: Json): boolean => JSON.stringify(a) === JSON.stringify(b);

export function fakeCluster(clock: VirtualClock): FakeCluster {
  const labels = { app: 'web' };
  const values: { replicas: Json; selector: Json; restartedAt: Json } = { replicas: 3, selector: labels, restartedAt: null };
  const notes = new Map<string, Swap>();
  const listeners = new Set<(change: ClusterChange) => void>();
  let pods: FakePod[] = [];
  let born = 0;

  const keyOf = ({ ref, field }: Pick<Swap, 'ref' | 'field'>) => `${ref.kind}/${ref.name}/${field}`;
  const exists = ({ ref, field }: Pick<Swap, 'ref' | 'field'>) => ref.name === 'web' && ref.kind === (field === 'selector' ? 'Service' : 'Deployment');
  const held = (field: ClusterField): Json => (field === 'bounds' ? null : values[field]);
  const template = () => (typeof values.restartedAt === 'string' ? values.restartedAt : null);
  const ready = () => pods.filter((pod) => pod.ready).length;
  const endpoints = () => (same(values.selector, labels) ? ready() : 0);
  const tell = (object: string, name: string, what: ClusterChange['what'], saw: string, numbers?: Readonly<Record<string, number>>) =>
    listeners.forEach((heard) => heard({ atMs: clock.now(), clockErrMs: 0, object, name, what, saw, manager: 'fake', ...(numbers !== undefined && { numbers }) }));
  const tellCounts = () => {
    tell('Deployment', 'web', 'changed', `ready ${ready()}`, { ready: ready(), wanted: Number(values.replicas), updated: pods.filter((pod) => pod.template === template()).length });
    tell('Service', 'web', 'changed', `ready addresses ${endpoints()}`, { ready: endpoints() });
  };

  const end = (pod: FakePod) => {
    pods = pods.filter((each) => each !== pod);
    tell('Pod', pod.name, 'deleted', 'it was told to end');
  };
  const begin = (atOnce: boolean) => {
    const name = `web-7d9f8b6c5-${String((born += 1)).padStart(5, '0')}`;
    const pod: FakePod = { name, uid: name, ready: atOnce, restarts: 0, template: template() };
    pods.push(pod);
    tell('Pod', name, 'created', 'ready false');
    if (atOnce) return;
    clock.at(clock.now() + startsMs, () => {
      pod.ready = true;
      settle();
      return true;
    });
  };
  /** As many as are wanted, and one by one by the newest template. */
  const settle = (atOnce = false): void => {
    while (pods.length > Number(values.replicas)) end(pods[0] as FakePod);
    const old = pods.find((pod) => pod.template !== template());
    if (old !== undefined && pods.length === Number(values.replicas) && pods.every((pod) => pod.ready)) end(old);
    while (pods.length < Number(values.replicas)) begin(atOnce);
    tellCounts();
  };
  settle(true);

  const set = ({ field }: Pick<Swap, 'field'>, value: Json) => {
    if (field !== 'bounds') values[field] = value;
    if (field === 'selector') tell('Service', 'web', 'changed', `selector ${JSON.stringify(value)}`, { nowhere: nowhereLabel in Object(value) ? 1 : 0 });
    settle();
  };

  const cluster: Cluster = {
    workload: async (ref) =>
      ref.kind === 'Deployment' && ref.name === 'web'
        ? { ref, replicas: Number(values.replicas), ready: ready(), rolling: pods.some((pod) => pod.template !== template()), selector: labels, restartedAt: template(), autoscaler: null }
        : undefined,
    service: async (name) => (name === 'web' ? { name, selector: values.selector as Record<string, string>, endpoints: endpoints() } : undefined),
    pods: async (selector) => (same(selector, labels) ? pods.map((pod) => ({ ...pod })) : []),
    deletePod: async ({ uid }) => {
      const pod = pods.find((each) => each.uid === uid);
      if (pod !== undefined) end(pod);
      settle();
    },
    swap: async (swap) => {
      if (!exists(swap)) throw new Error(`no ${keyOf(swap)}`);
      if (notes.has(keyOf(swap)) || !same(held(swap.field), swap.from)) throw new Error(`${keyOf(swap)} is not as planned`);
      notes.set(keyOf(swap), swap);
      set(swap, swap.to);
    },
    unswap: async (swap) => {
      if (!notes.delete(keyOf(swap))) return {};
      const now = held(swap.field);
      if (same(now, swap.to)) set(swap, swap.from);
      return same(now, swap.to) ? {} : { kept: JSON.stringify(now) };
    },
    leave: async (swap) => void notes.delete(keyOf(swap)),
    read: async (swap) => (exists(swap) ? { value: held(swap.field), swapped: notes.has(keyOf(swap)) } : undefined),
    podsMax: () => 5,
    watch: async (heard, stop) => {
      listeners.add(heard);
      await clock.waitFor(stop, 'watch of the fake cluster');
      listeners.delete(heard);
    },
  };
  return { cluster, snapshot: () => ({ replicas: values.replicas, selector: values.selector, ready: ready(), notes: [...notes.keys()] }) };
}
