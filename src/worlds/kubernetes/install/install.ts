/** Holds how manifests get into a namespace: by server-side apply, after looking that no name is somebody else's; the agent's first of all. */
import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import { Problem } from '../../../problem.ts';
import type { ClusterClient, Permission } from '../api/client.ts';
import { type Manifest, manifests } from './manifests.ts';
import { agentName, type Individual, individual, labels, pluralOf, receiversSecretName, refTo, type Type, types } from '../api/objects.ts';
import { ensureReceiversSecret } from '../outpost/receivers.ts';
import { heldBack, isReady, rolledOut, type Say, silently } from '../workloads/rollout.ts';

const isWorkload = ({ kind }: { readonly kind: string }) => kind === types.Deployment.kind;
const namesOf = (objects: readonly Manifest[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

/** The types of these objects, each once. */
export const typesOf = (objects: readonly Manifest[]): readonly Type[] => [...new Map(objects.map(({ apiVersion, kind }) => [kind, { apiVersion, kind }])).values()];

/** Ours are known by their label; whatever else has one of our names was made by somebody for something else. */
async function refuseTakenNames(client: ClusterClient, objects: readonly Manifest[]): Promise<void> {
  const there = (await Promise.all(typesOf(objects).map((type) => client.list(type).then((all) => all.map((each) => ({ ...each, kind: type.kind })))))).flat();
  const taken = objects.filter((object) => there.some((each) => each.kind === object.kind && each.metadata?.name === object.metadata.name && each.metadata.labels?.[labels.part] === undefined));
  if (taken.length === 0) return;
  throw new Problem({ expected: "names that are free, or gameday's own", got: `somebody else's ${namesOf(taken).join(', ')}`, where: `namespace ${client.namespace}`, next: 'Use a namespace of its own, so that nothing of yours is replaced.' });
}

/** Asked before the first change: half a range would help nobody. To put a Role there one needs more than gameday itself does. */
async function refuseWithoutPermission(client: ClusterClient, objects: readonly Manifest[]): Promise<void> {
  const applied = typesOf(objects).flatMap(({ apiVersion, kind }) => ['create', 'patch'].map((verb) => ({ verb, group: apiVersion.includes('/') ? apiVersion.replace(/\/.*$/, '') : '', resource: pluralOf(kind) })));
  const asked: readonly Permission[] = [...applied, { verb: 'get', group: '', resource: 'secrets', name: receiversSecretName }, { verb: 'create', group: '', resource: 'secrets' }];
  const allowed = await Promise.all(asked.map((permission) => client.may(permission)));
  const lacking = asked.filter((_permission, n) => allowed[n] !== true).map(({ verb, resource }) => `${verb} ${resource}`);
  if (lacking.length === 0) return;
  throw new Problem({ expected: `to be allowed to put ${objects.length} objects there`, got: `no permission to ${lacking.join(', ')}`, where: `namespace ${client.namespace}`, next: 'Ask whoever administers the namespace to say this command, or `kubectl apply -k` on k8s/range or k8s/agent.' });
}

/** The range's watchman takes the secret at its start: one that is older than the Secret has none, or that of before. */
async function olderWatchmen(client: ClusterClient, secretMs: number): Promise<readonly Individual[]> {
  const pods = await client.list<V1Pod>(types.Pod, `${labels.part}=range,app.kubernetes.io/name=watchman`);
  return pods.filter(({ metadata }) => new Date(metadata?.creationTimestamp ?? 0).getTime() < secretMs).map((pod) => individual(types.Pod, pod));
}

/** Applies the objects and waits for their Deployments. What they configure and run as comes before what runs. What an earlier start left that can't start is made anew. */
export async function applyAll(client: ClusterClient, objects: readonly Manifest[], stop: AbortSignal, say: Say): Promise<void> {
  await refuseWithoutPermission(client, objects);
  await refuseTakenNames(client, objects);
  const workloads = objects.filter(isWorkload);
  say(`applying ${objects.length} objects to namespace ${client.namespace}`);
  const secretMs = await ensureReceiversSecret(client);
  const stale = [...(await heldBack(client)), ...(await olderWatchmen(client, secretMs))];
  await Promise.all(objects.filter((each) => !isWorkload(each)).map((each) => client.apply(each, true)));
  await Promise.all(workloads.map((each) => client.apply(each, true)));
  // Once they are wanted as they are now, so that no pod of before is made again. A ReplicaSet is made anew by its Deployment and begins without what it said
  // before: of one that stays, no time in its status tells whether it tried since.
  await Promise.all(stale.map(({ uid, ...ref }) => client.remove(ref, { uid })));
  await rolledOut(client, workloads.map(({ metadata }) => metadata.name), stop, say);
}

/** Puts the agent alone into the namespace: for a team's own staging. Without an image, the one that the manifests name. */
export async function installAgent(client: ClusterClient, image: string | undefined, stop: AbortSignal, say: Say = silently): Promise<void> {
  await applyAll(client, await manifests('agent', image), stop, say);
}

export async function agentReady(client: ClusterClient): Promise<boolean> {
  const agent = await client.read<V1Deployment>(refTo(types.Deployment, agentName));
  return agent !== undefined && isReady(agent);
}
