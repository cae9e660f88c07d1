/** Holds the wait for Deployments to be ready, and the reason why they are not: an image that can't be pulled, a quota, a crash, no room. */
import type { V1Deployment, V1Pod, V1ReplicaSet } from '@kubernetes/client-node';
import { Problem } from '../../../problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { type Individual, individual, labels, types } from '../api/objects.ts';

export type Say = (text: string) => void;
export const silently: Say = () => {};

const lookEveryMs = 300;
const revision = 'deployment.kubernetes.io/revision';

/** All of its pods are there, of its newest revision, and ready. */
export function isReady({ metadata, spec, status }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 1) && [status?.replicas, status?.updatedReplicas, status?.availableReplicas].every((count) => (count ?? 0) === wanted);
}

interface Obstacle {
  readonly name: string;
  readonly saw: string;
  /** What won't change by waiting. */
  readonly next?: string;
}

/** What the kubelet says of a container that it can't start. */
const hopeless: Readonly<Record<string, string>> = {
  ImagePullBackOff: 'Nodes must be able to pull the image: name another with --image, or put it there.',
  ErrImageNeverPull: 'Nodes must have the image: name another with --image, or put it there.',
  InvalidImageName: 'Name another image with --image.',
  CreateContainerConfigError: 'Look at it with `kubectl describe pod`.',
  CrashLoopBackOff: 'It ends as soon as it starts; `kubectl logs` of the pod says more. Is the image of this version of gameday?',
};

function obstacleOf(pod: V1Pod): Obstacle | undefined {
  const name = pod.metadata?.name ?? '';
  // One that is on its way out holds nobody up.
  if (pod.metadata?.deletionTimestamp !== undefined) return undefined;
  for (const { image, state, lastState } of pod.status?.containerStatuses ?? []) {
    const { reason = '', message } = state?.waiting ?? {};
    const next = hopeless[reason];
    const lines = lastState?.terminated?.message?.trim().split('\n');
    const lastWords = lines?.find((line) => /Error\b|^expected /.test(line)) ?? lines?.at(-1);
    if (next !== undefined) return { name, saw: `${reason} of image ${image}: ${lastWords ?? message ?? 'no reason given'}`, next };
  }
  const unplaced = pod.status?.conditions?.find((each) => each.type === 'PodScheduled' && each.status === 'False');
  return unplaced === undefined ? undefined : { name, saw: `no node takes it: ${unplaced.message ?? ''}` };
}

/**
 * A ReplicaSet that may not make its pods says so, as with a quota, and says it until it made them: it tries again by itself, later and later. Its
 * Deployment says the same, and what one of an older revision still says as well.
 */
function refusalOf({ metadata, status }: V1ReplicaSet): Obstacle | undefined {
  const failed = status?.conditions?.find((each) => each.type === 'ReplicaFailure' && each.status === 'True');
  return failed === undefined ? undefined : { name: metadata?.ownerReferences?.[0]?.name ?? '', saw: failed.message ?? '', next: 'Free some of the quota or loosen what forbids the pod, then try again.' };
}

/** What can't go on as it is, and tries again by itself only after minutes, whatever was mended meanwhile: pods that can't start, ReplicaSets that may not make theirs. */
export async function heldBack(client: ClusterClient, label: string = labels.part): Promise<readonly Individual[]> {
  const [pods, sets] = await Promise.all([client.list<V1Pod>(types.Pod, label), client.list<V1ReplicaSet>(types.ReplicaSet, label)]);
  return [...pods.filter((pod) => obstacleOf(pod)?.next !== undefined).map((pod) => individual(types.Pod, pod)), ...sets.filter((set) => refusalOf(set) !== undefined).map((set) => individual(types.ReplicaSet, set))];
}

/** Pods of an older revision may be as broken as they like: they are on their way out. */
async function obstacles(client: ClusterClient, waiting: readonly V1Deployment[], label: string): Promise<readonly Obstacle[]> {
  const [pods, sets] = await Promise.all([client.list<V1Pod>(types.Pod, label), client.list<V1ReplicaSet>(types.ReplicaSet, label)]);
  const newest = sets.filter((set) =>
    waiting.some(({ metadata }) => set.metadata?.ownerReferences?.some((owner) => owner.uid === metadata?.uid) === true && set.metadata.annotations?.[revision] === metadata?.annotations?.[revision]),
  );
  const theirs = pods.filter((pod) => newest.some((set) => pod.metadata?.ownerReferences?.some((owner) => owner.uid === set.metadata?.uid)));
  return [...newest.map(refusalOf), ...theirs.map(obstacleOf)].filter((each) => each !== undefined);
}

/** Resolves when all are ready; rejects with the reason as soon as waiting can't help, or when `stop` aborts. `label` is a label that they and their pods bear. */
export async function rolledOut(client: ClusterClient, names: readonly string[], stop: AbortSignal, say: Say, label: string = labels.part): Promise<void> {
  let said = '';
  for (;;) {
    const all = (await client.list<V1Deployment>(types.Deployment, label)).filter(({ metadata }) => names.includes(metadata?.name ?? ''));
    const waiting = all.filter((each) => !isReady(each));
    if (waiting.length === 0 && all.length === names.length) return;
    const left = names.filter((name) => !all.some((each) => each.metadata?.name === name && isReady(each)));
    const text = `${names.length - left.length} of ${names.length} ready; waiting for ${left.slice(0, 4).join(', ')}${left.length > 4 ? ' and others' : ''}`;
    if (text !== said) say((said = text));
    // A status from before the newest change tells of the pods before it.
    const current = waiting.filter(({ metadata, status }) => (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 1));
    const found = await obstacles(client, current, label);
    const hopelessOne = found.find((each) => each.next !== undefined);
    if (hopelessOne !== undefined || stop.aborted) {
      const { name, saw, next } = hopelessOne ?? found[0] ?? { name: left.join(', '), saw: 'not ready in time', next: undefined };
      throw new Problem({ expected: `${names.length} Deployments to be ready`, got: `${name}: ${saw}`, where: `namespace ${client.namespace}`, next: next ?? 'Look at it with `kubectl get pods` and `kubectl describe pod`; a busy cluster may just need longer: say the same again.' });
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
