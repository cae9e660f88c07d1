/** Holds under which addresses the Services of a namespace answer: k6 can be held to addresses, and not to names. */
import type { V1EndpointSlice, V1Service } from '@kubernetes/client-node';
import { Problem } from '../../../problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import { serviceIn } from '../gates/targets.ts';

const headless = 'None';

async function ofService(client: ClusterClient, host: string): Promise<readonly string[]> {
  const name = serviceIn(host, client.namespace) ?? '';
  const service = await client.read<V1Service>(refTo(types.Service, name));
  const addresses = service?.spec?.clusterIPs ?? [];
  if (addresses.length > 0 && !addresses.includes(headless)) return addresses;
  // The name of a headless Service leads to its pods.
  const slices = await client.list<V1EndpointSlice>(types.EndpointSlice, `kubernetes.io/service-name=${name}`);
  const pods = slices.flatMap((slice) => slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
  if (pods.length === 0) throw new Problem({ expected: `a Service with an address for ${host}`, got: service === undefined ? 'no such Service' : 'none', where: `namespace ${client.namespace}`, next: "A script of the team's own may reach its entries alone, and so it must be known where they are." });
  return pods;
}

/** All of them, once each. */
export async function addressesOf(client: ClusterClient, hosts: readonly string[]): Promise<readonly string[]> {
  const all = await Promise.all([...new Set(hosts)].map((host) => ofService(client, host)));
  return [...new Set(all.flat())];
}
