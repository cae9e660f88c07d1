/** Holds what a run, and the reaper after it, may do in their namespace: k8s/agent/role.yaml says the same to the cluster, and no more. */
import type { ClusterClient, Permission } from '../api/client.ts';
import { receiversSecretName } from '../api/objects.ts';

interface Grant {
  readonly group: string;
  readonly resource: string;
  /** Of the one object that this is about. */
  readonly name?: string;
  readonly verbs: readonly string[];
  readonly why: string;
}

export const grants: readonly Grant[] = [
  { group: '', resource: 'namespaces', verbs: ['get'], why: 'the label that allows drills; a Role grants that of its own namespace alone' },
  { group: 'coordination.k8s.io', resource: 'leases', verbs: ['get', 'create', 'patch'], why: 'one drill at a time, with its open changes' },
  { group: '', resource: 'pods', verbs: ['get', 'list', 'watch', 'delete'], why: 'what runs; the faults that end some; generators' },
  { group: '', resource: 'pods/log', verbs: ['get'], why: "generators' samples" },
  { group: '', resource: 'pods/portforward', verbs: ['get', 'create'], why: 'the way in to the outpost; which of the two is asked for depends on the version' },
  { group: '', resource: 'services', verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'], why: 'selectors that are switched; Services of interposed Toxiproxies' },
  { group: '', resource: 'configmaps', verbs: ['list', 'create', 'patch', 'delete'], why: "generators' scripts, Toxiproxies' proxies, the range's settings" },
  { group: '', resource: 'secrets', name: receiversSecretName, verbs: ['get'], why: 'what stands in the URLs of the receivers; no other Secret' },
  { group: '', resource: 'resourcequotas', verbs: ['list'], why: 'whether there is room for generators, asked before a drill' },
  { group: '', resource: 'events', verbs: ['list', 'watch', 'create'], why: "evidence of who changed what, why a pod doesn't start, and what the reaper did" },
  { group: 'apps', resource: 'deployments', verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'], why: 'what is scaled and rolled out; interposed Toxiproxies' },
  { group: 'apps', resource: 'statefulsets', verbs: ['get', 'list', 'watch', 'patch'], why: 'what is scaled and rolled out' },
  { group: 'apps', resource: 'replicasets', verbs: ['list'], why: 'whether a rollout is complete' },
  { group: 'autoscaling', resource: 'horizontalpodautoscalers', verbs: ['get', 'list', 'watch', 'patch'], why: 'who else sets replicas; pinned for a run' },
  { group: 'batch', resource: 'jobs', verbs: ['get', 'list', 'create', 'patch', 'delete'], why: 'generators' },
  { group: 'k6.io', resource: 'testruns', verbs: ['get', 'list', 'create', 'delete'], why: 'generators of several runners, where k6-operator is' },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: ['list', 'watch'], why: 'who answers behind a Service' },
  { group: 'networking.k8s.io', resource: 'ingresses', verbs: ['list', 'watch'], why: 'who changed the way in' },
  { group: 'networking.k8s.io', resource: 'networkpolicies', verbs: ['list'], why: 'whether a Toxiproxy would be let in' },
  { group: 'gateway.networking.k8s.io', resource: 'httproutes', verbs: ['list', 'watch'], why: 'who changed the way in' },
  { group: 'keda.sh', resource: 'scaledobjects', verbs: ['list'], why: 'who else sets replicas' },
];

export const permissions: readonly Permission[] = grants.flatMap(({ group, resource, name, verbs }) => verbs.map((verb) => ({ verb, group, resource, ...(name !== undefined && { name }) })));

/** Those that whoever runs this hasn't got, as `list pods`, asked of the API server itself. */
export async function lackingPermissions(client: Pick<ClusterClient, 'may'>): Promise<readonly string[]> {
  const allowed = await Promise.all(permissions.map((permission) => client.may(permission)));
  return permissions.flatMap(({ verb, group, resource, name }, n) => (allowed[n] === true ? [] : [`${verb} ${group === '' ? resource : `${resource}.${group}`}${name === undefined ? '' : ` ${name}`}`]));
}
