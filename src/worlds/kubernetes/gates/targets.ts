/** Holds the third gate: every host that a drill sends something to must be a Service of its namespace, with its pods there too. */
import type { V1EndpointSlice, V1Service } from '@kubernetes/client-node';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';

/**
 * The Service that `NAME`, `NAME.NS.svc` or `NAME.NS.svc.cluster.local` is; undefined for everything else. `NAME.NS` is not among them although
 * pods resolve it: where a namespace is called `dev`, `shop.dev` is somebody else's public name for whoever asks from outside.
 */
export function serviceIn(host: string, namespace: string): string | undefined {
  const [name = '', ...rest] = host.toLowerCase().replace(/\.$/, '').split('.');
  const ends = ['', `${namespace}.svc`, `${namespace}.svc.cluster.local`];
  return ends.includes(rest.join('.')) && /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) ? name : undefined;
}

/** Hosts that the scenario sends load to or probes, and the one that a canary is posted to. */
export const hostsOf = ({ entries, synthetic }: Pick<ClusterSettings, 'entries' | 'synthetic'>): readonly string[] =>
  entries === undefined ? [] : [...Object.values(entries), ...(synthetic === undefined ? [] : [synthetic.canary])].map(({ url }) => new URL(url).hostname);

const howTo = (namespace: string) => `Name a Service of namespace ${namespace}, such as http://shop.${namespace}.svc:8080; what lies outside the cluster is listed in world.settings.cluster.external.`;

async function refusal(client: ClusterClient, host: string): Promise<string | undefined> {
  const { namespace } = client;
  const name = serviceIn(host, namespace);
  if (name === undefined) return `The target ${host} is not one of the namespace, as far as its name tells. ${howTo(namespace)}`;
  const service = await client.read<V1Service>(refTo(types.Service, name));
  if (service === undefined) return `The target ${host} does not exist: there is no Service ${name} in namespace ${namespace}. ${howTo(namespace)}`;
  if (service.spec?.type === 'ExternalName') return `The target ${host} leads outside the namespace: Service ${name} is an ExternalName for ${service.spec.externalName ?? 'nothing'}. ${howTo(namespace)}`;
  if (Object.keys(service.spec?.selector ?? {}).length > 0) return undefined;
  // Without a selector somebody fills in its addresses by hand, and they may be anywhere.
  const slices = await client.list<V1EndpointSlice>(types.EndpointSlice, `kubernetes.io/service-name=${name}`);
  const inside = slices.flatMap((slice) => slice.endpoints ?? []).every(({ targetRef }) => targetRef?.kind === 'Pod' && targetRef.namespace === namespace);
  return inside ? undefined : `The target ${host} leads to addresses that are not pods of the namespace: Service ${name} has no selector, and its EndpointSlices are somebody's own. ${howTo(namespace)}`;
}

/** One sentence for each host that isn't inside, with what to do. */
export async function refusalsOfTargets(client: ClusterClient, hosts: readonly string[]): Promise<readonly string[]> {
  const refusals = await Promise.all([...new Set(hosts)].map((host) => refusal(client, host)));
  return refusals.filter((each) => each !== undefined);
}
