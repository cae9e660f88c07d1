/** Holds whether a Service leads to its Toxiproxy: by its endpoints, and by connections of one's own that arrive there, since nodes learn of endpoints later. */
import type { V1EndpointSlice } from '@kubernetes/client-node';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../../problem.ts';
import { urlOf } from '../../../range/address.ts';
import { exchange } from '../../../tools/http.ts';
import { probe, type ProbeTarget } from '../../../tools/toxiproxy/probe.ts';
import type { ClusterClient } from '../api/client.ts';
import type { ClusterProxy } from '../description.ts';
import { types } from '../api/objects.ts';
import type { Outpost } from '../outpost/outpost.ts';
import { sumOf } from '../staging-entries.ts';
import { serviceLabel } from '../workloads/workloads.ts';

/** kube-proxy writes its rules once a second, on a busy node later. */
const knownWithinMs = 10_000;
const lookEveryMs = 100;
/** Toxiproxy counts a connection when both of its ends have closed. */
const countedWithinMs = 300;
/** One may have been counted late. */
const inARow = 2;

async function endpointsAt(client: ClusterClient, service: string, toxiproxy: string): Promise<'all' | 'some' | 'none'> {
  const slices = await client.list<V1EndpointSlice & { kind?: string }>(types.EndpointSlice, `${serviceLabel}=${service}`);
  const pods = slices.flatMap((slice) => slice.endpoints ?? []).map(({ targetRef }) => targetRef?.name?.startsWith(`${toxiproxy}-`) === true);
  if (!pods.includes(true)) return 'none';
  return pods.every(Boolean) ? 'all' : 'some';
}

/** Whether all of its endpoints, or none, are pods of the Toxiproxy; false when that isn't so after some seconds. */
export async function endpointsBecome(client: ClusterClient, { service, toxiproxy, wanted }: { readonly service: string; readonly toxiproxy: string; readonly wanted: 'all' | 'none' }, stop: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.any([stop, AbortSignal.timeout(knownWithinMs)]);
  while ((await endpointsAt(client, service, toxiproxy)) !== wanted) {
    if (limit.aborted) return false;
    await pause(lookEveryMs);
  }
  return true;
}

/**
 * A probe comes in where users do: at the Service that was interposed, so that it meets no toxic once somebody has switched that Service back.
 * What the outpost can't reach resets the connection, where a client in the cluster would be refused.
 */
export async function userOf({ protocol, health, ...proxy }: ClusterProxy, outpost: Pick<Outpost, 'at'>): Promise<ProbeTarget> {
  const [service, port] = proxy.interposed === undefined ? [proxy.toxiproxy, proxy.listen] : [proxy.interposed, proxy.port ?? proxy.listen];
  return { protocol, ...(await outpost.at(service, port)), health, name: port === 80 ? service : `${service}:${port}` };
}

/** Resolves when connections to the Service, as users make them, pass through its Toxiproxy. */
export async function usersArrive(outpost: Pick<Outpost, 'at'>, proxy: ClusterProxy, stop: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([stop, AbortSignal.timeout(knownWithinMs)]);
  const user = await userOf(proxy, outpost);
  const url = `${urlOf(await outpost.at(proxy.toxiproxy, proxy.api))}/metrics`;
  const counted = async () => sumOf((await exchange({ url }, stop)).body, 'toxiproxy_proxy_received_bytes_total') ?? 0;
  const arrives = async () => {
    const before = await counted();
    await probe(user, stop);
    const untilMs = performance.now() + countedWithinMs;
    while (performance.now() < untilMs) {
      if ((await counted()) > before) return true;
      await pause(lookEveryMs / 4);
    }
    return false;
  };
  for (let row = 0; row < inARow; row = (await arrives()) ? row + 1 : 0) {
    if (limit.aborted) throw new Problem({ expected: `connections to Service ${proxy.name} to arrive at its Toxiproxy within ${knownWithinMs / 1000} s of the switch`, got: 'none there', where: `Service ${proxy.toxiproxy}`, next: 'Something beside the Service, such as a mesh or a cache of endpoints, may lead its clients.' });
  }
}
