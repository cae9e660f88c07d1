/** Holds the look at a namespace: reads what is there and changes nothing; what may not be read is told, not guessed. */
import type { V1ConfigMap, V1Deployment, V1EndpointSlice, V1HorizontalPodAutoscaler, V1Ingress, V1Pod, V1ReplicaSet, V1Service, V1StatefulSet } from '@kubernetes/client-node';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { type ClusterObject, labels as ours, refTo, type Type, types } from '../api/objects.ts';
import { callsOf, mapsNamed, secretVariables } from './calls.ts';
import type { FoundCall, FoundWorkload, Survey } from './found.ts';
import { foundService } from './services.ts';
import { type HttpRoute, ingressWays, routeWays } from './ways.ts';

const nameOf = (object: ClusterObject) => object.metadata?.name ?? '';
/** What gameday put there itself is no part of a team's system. */
const isTheirs = ({ metadata }: ClusterObject) => metadata?.labels?.[ours.part] === undefined && metadata?.labels?.[ours.run] === undefined && metadata?.labels?.['app.kubernetes.io/part-of'] !== 'gameday';

/** A pod of a Deployment is owned by a ReplicaSet, and that by the Deployment. */
function ownerIn(replicaSets: readonly V1ReplicaSet[]): (pod: V1Pod) => string | undefined {
  const above = (object: ClusterObject | undefined) => object?.metadata?.ownerReferences?.find((owner) => owner.controller === true);
  return (pod) => {
    const owner = above(pod);
    const top = owner?.kind === 'ReplicaSet' ? (above(replicaSets.find((each) => nameOf(each) === owner.name)) ?? owner) : owner;
    return top === undefined ? undefined : `${top.kind} ${top.name}`;
  };
}

/** Rejects where Services can't be read, since nothing can be said then. */
export async function surveyNamespace(client: ClusterClient): Promise<Survey> {
  const { context, namespace, server } = client;
  const unseen: string[] = [];
  /** A Role that is too narrow for one kind must not hide the others. */
  const unlessForbidden = async <T>(what: string, work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === 403)) throw error;
      unseen.push(`${what} may not be read with these credentials`);
      return otherwise;
    }
  };
  const all = async <T extends ClusterObject>(type: Type): Promise<readonly T[]> => (await unlessForbidden(`${type.kind}s`, client.list<T>(type), [])).filter(isTheirs);

  const services = (await client.list<V1Service>(types.Service)).filter(isTheirs);
  const [slices, pods, replicaSets, deployments, statefulSets, autoscalers, ingresses, routes, itself] = await Promise.all([
    all<V1EndpointSlice>(types.EndpointSlice),
    all<V1Pod>(types.Pod),
    all<V1ReplicaSet>(types.ReplicaSet),
    all<V1Deployment>(types.Deployment),
    all<V1StatefulSet>(types.StatefulSet),
    all<V1HorizontalPodAutoscaler>(types.HorizontalPodAutoscaler),
    all<V1Ingress>(types.Ingress),
    all<HttpRoute>(types.HTTPRoute),
    unlessForbidden('the labels of the namespace', client.read(refTo(types.Namespace, namespace)), undefined),
  ]);

  const scaled = new Set(autoscalers.map(({ spec }) => `${spec?.scaleTargetRef.kind ?? ''} ${spec?.scaleTargetRef.name ?? ''}`));
  const workloads = [...deployments.map((object) => ['Deployment', object] as const), ...statefulSets.map((object) => ['StatefulSet', object] as const)].map(([kind, object]) => ({ kind, name: nameOf(object), replicas: object.spec?.replicas ?? 1, ready: object.status?.readyReplicas ?? 0, pod: object.spec?.template.spec }));
  const wanted = [...new Set(workloads.flatMap(({ pod }) => mapsNamed(pod)))];
  const read = await Promise.all(wanted.map((name) => unlessForbidden(`ConfigMap ${name}`, client.read<V1ConfigMap>(refTo(types.ConfigMap, name)), undefined)));
  const maps = new Map(wanted.flatMap((name, n) => (read[n] === undefined ? [] : [[name, read[n]] as const])));
  const known = { namespace, services: services.map(nameOf), maps };

  const found = services.map((service) => foundService(service, { slices, pods, ownerOf: ownerIn(replicaSets) }));
  const isItself = ({ from, service }: FoundCall) => found.some((each) => each.name === service && each.workloads.includes(from));

  return {
    context,
    namespace,
    server,
    ...(itself?.metadata?.labels !== undefined && { labels: itself.metadata.labels }),
    services: found,
    workloads: workloads.map(({ kind, name, replicas, ready, pod }): FoundWorkload => ({ kind, name, replicas, ready, autoscaled: scaled.has(`${kind} ${name}`), secret: secretVariables(pod) })),
    calls: workloads.flatMap(({ kind, name, pod }) => callsOf({ name: `${kind} ${name}`, spec: pod }, known)).filter((call) => !isItself(call)),
    ways: [...ingresses.flatMap(ingressWays), ...routes.flatMap(routeWays)],
    unseen: [...new Set(unseen)],
  };
}
