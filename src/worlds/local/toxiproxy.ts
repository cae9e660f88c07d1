/** Holds Toxiproxy in the local world: its process, the plan's proxies, and the capability over both. */
import type { Proxies } from '../../ports/proxies.ts';
import type { LocalDescription } from './description.ts';
import { urlOf } from '../../range/address.ts';
import { createProxies, type PlannedProxy, toxiproxyProxies } from '../../tools/toxiproxy/proxies.ts';
import { toxiproxyApi } from '../../tools/toxiproxy/api.ts';
import { toxiproxyServer, type ToxiproxyServer } from '../../tools/toxiproxy/server.ts';
import type { Children } from './children.ts';

type Place = Pick<LocalDescription, 'run' | 'toxiproxy' | 'proxies'>;

/** Every connection is a line at the default level, which would cost more than the proxying during a flood. */
const quiet = { LOG_LEVEL: 'warn' };

const hostPort = ({ host, port }: { readonly host: string; readonly port: number }): string => `${host}:${port}`;

const plannedOf = (proxies: LocalDescription['proxies']): readonly PlannedProxy[] =>
  proxies.map(({ name, protocol, listen, upstream }) => ({ name, protocol, listen: hostPort(listen), upstream: hostPort(upstream) }));

export const localToxiproxy = ({ toxiproxy }: Place, children: Children): ToxiproxyServer =>
  toxiproxyServer({ ...toxiproxy, processes: children.processes, spawn: (name, command) => children.spawn(name, command, quiet) });

export const localProxies = ({ run, toxiproxy, proxies }: Place, server: ToxiproxyServer): Proxies =>
  toxiproxyProxies({ run, url: urlOf(toxiproxy.api), plan: plannedOf(proxies), restartServer: server.restart });

/** Starts the process and creates the proxies. */
export async function startToxiproxy({ toxiproxy, proxies }: Place, server: ToxiproxyServer, stop: AbortSignal): Promise<void> {
  await server.start(stop);
  await createProxies(toxiproxyApi(urlOf(toxiproxy.api), stop), plannedOf(proxies));
}
