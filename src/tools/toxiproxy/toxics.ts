/** Holds how single toxics are put on and taken off: checked before, compared after, and safe to repeat. */
import { Proxy as ClientProxy, type Toxiproxy, type ToxicDirection } from 'toxiproxy-node-client';
import type { Toxic } from '../../ports/proxies.ts';
import { Problem } from '../../problem.ts';
import { unless } from './api.ts';
import { holds, readToxic } from './listing.ts';

type ClientToxic = Parameters<ClientProxy['addToxic']>[0];

/** The client's handle of a proxy, made without asking for it first: one request less, and one less that can hang. */
const handle = (client: Toxiproxy, proxy: string): ClientProxy => new ClientProxy(client, { name: encodeURIComponent(proxy), listen: '', upstream: '', enabled: true, toxics: [] });

/** Puts on a toxic whose name is the one on the wire. The very same toxic there already is fine; another of that name is not. */
export async function putToxic(client: Toxiproxy, proxy: string, toxic: Toxic): Promise<void> {
  const on = handle(client, proxy);
  const body = { ...toxic, type: toxic.type as ClientToxic['type'], stream: toxic.stream satisfies ToxicDirection };
  const made = (await on.addToxic(body).catch(unless(409))) ?? (await on.getToxic(encodeURIComponent(toxic.name)));
  const is = readToxic(made.toJson());
  if (holds(is, toxic)) return;
  throw new Problem({ expected: `toxic ${JSON.stringify(toxic)}`, got: JSON.stringify(is), where: `proxy ${proxy}`, next: 'Another toxic has this name: remove it, or choose another name.' });
}

/** Takes a toxic off; one that isn't there is fine. */
export async function dropToxic(client: Toxiproxy, proxy: string, wire: string): Promise<void> {
  await client.api.delete(`${handle(client, proxy).getPath()}/toxics/${encodeURIComponent(wire)}`).catch(unless(404));
}
