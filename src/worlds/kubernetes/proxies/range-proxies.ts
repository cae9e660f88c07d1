/** Holds the proxies of the practice range in a cluster, and of a Toxiproxy that a team has there already. */
import { Problem } from '../../../problem.ts';
import { rangeSettings } from '../../../range/settings.ts';
import { planPods, podPorts } from '../../../range/plan.ts';
import { toxiproxyApi } from '../../../tools/toxiproxy/api.ts';
import { wireListing } from '../../../tools/toxiproxy/listing.ts';
import { rangeHealth } from '../../../tools/toxiproxy/probe.ts';
import type { ClusterProxy } from '../description.ts';
import type { Outpost } from '../outpost/outpost.ts';
import { hostOf } from '../places.ts';
import type { ClusterSettings } from '../settings.ts';

/** The range's one Toxiproxy, filled from k8s/range/toxiproxy.yaml, which a test holds against this plan. */
export const rangeProxies = (): readonly ClusterProxy[] =>
  planPods(rangeSettings.parse({})).proxies.map(({ name, protocol, listen, upstream }) => ({
    name,
    protocol,
    toxiproxy: listen.host,
    api: podPorts.toxiproxy,
    listen: listen.port,
    upstream: `${upstream.host}:${upstream.port}`,
    health: rangeHealth,
  }));

/** Whatever proxies a team's own Toxiproxy has; each is probed by a connection, since nothing says what it speaks. */
export async function foundProxies({ service, port }: NonNullable<ClusterSettings['toxiproxy']>, namespace: string, outpost: Pick<Outpost, 'at'>, stop: AbortSignal): Promise<readonly ClusterProxy[]> {
  const { host, port: here } = await outpost.at(hostOf(service, namespace), port);
  const states = await wireListing(toxiproxyApi(`http://${host}:${here}`, stop));
  if (states.length === 0) throw new Problem({ expected: `proxies in the Toxiproxy behind Service ${service}`, got: 'none', where: 'world.settings.cluster.toxiproxy', next: 'Make them there, or let gameday interpose its own: world.settings.cluster.interpose.' });
  return states.map(({ name, listen, upstream }) => ({ name, protocol: 'tcp', toxiproxy: service, api: port, listen: Number(listen.slice(listen.lastIndexOf(':') + 1)), upstream, health: '/' }));
}
