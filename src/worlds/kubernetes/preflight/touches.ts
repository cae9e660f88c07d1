/** Holds what a drill would touch in a namespace, asked of the cluster as it is now. */
import type { V1Deployment, V1Service } from '@kubernetes/client-node';
import type { Wish } from '../../../ports/capabilities.ts';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';

async function workload(client: ClusterClient, kind: 'Deployment' | 'StatefulSet', name: string): Promise<string> {
  const found = await client.read<V1Deployment>(refTo(types[kind], name));
  return found === undefined ? `${kind} ${name}: not there` : `${kind} ${name}: ${found.spec?.replicas ?? 1} wanted, ${found.status?.readyReplicas ?? 0} ready`;
}

async function service(client: ClusterClient, name: string, how: string): Promise<string> {
  const found = await client.read<V1Service>(refTo(types.Service, name));
  const selector = Object.entries(found?.spec?.selector ?? {}).map(([label, value]) => `${label}=${value}`);
  return found === undefined ? `Service ${name}: not there` : `Service ${name} (selects ${selector.join(', ') || 'nothing'}): ${how}`;
}

async function claimed(client: ClusterClient, claim: string): Promise<string> {
  const [kind = '', name = ''] = claim.split('/');
  if (kind === 'deployment') return workload(client, 'Deployment', name);
  if (kind === 'statefulset') return workload(client, 'StatefulSet', name);
  if (kind === 'service') return service(client, name, 'its selector may be switched');
  return `${kind} ${name}`;
}

export async function touchesOf(client: ClusterClient, settings: ClusterSettings, { claims, rpsMax }: Wish): Promise<readonly string[]> {
  const { generators, entries, interpose, synthetic } = settings;
  const ways = entries === undefined ? ['the practice range'] : Object.entries(entries).map(([name, { url }]) => `${name} (${url})`);
  return [
    `namespace ${client.namespace} of ${client.server}, context ${client.context}`,
    `up to ${rpsMax} requests/s to ${ways.join(', ')}, from k6 ${generators.parallelism > 1 ? `TestRuns of ${generators.parallelism} runners` : 'Jobs'} of ${generators.cpu} CPU and ${generators.memory} each`,
    ...(entries === undefined || synthetic === undefined ? [] : [`one canary to ${synthetic.canary.url}, which must come to ${synthetic.canary.expect}`]),
    ...(await Promise.all(interpose.map((each) => service(client, each.service, 'its selector is switched to a Toxiproxy for the time of the run; connections that are open stay on the old path until they close, and whoever limits by client address sees one address')))),
    ...(await Promise.all(claims.map((claim) => claimed(client, claim)))),
  ];
}
