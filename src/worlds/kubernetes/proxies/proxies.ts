/** Holds the capability `proxies` over one or more Toxiproxies of a namespace: their control APIs, and probes from where their users come in. */
import type { Proxies } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { urlOf } from '../../../range/address.ts';
import { type PlannedProxy, toxiproxyProxies } from '../../../tools/toxiproxy/proxies.ts';
import { aborted } from '../outpost/aborted.ts';
import type { ClusterClient } from '../api/client.ts';
import type { ClusterProxy } from '../description.ts';
import { userOf, usersArrive } from './leads-to-toxiproxy.ts';
import type { Outpost } from '../outpost/outpost.ts';
import { restartToxiproxy } from './restart-toxiproxy.ts';

/** Placed, started, ready and known to the nodes. */
const restartMsMax = 30_000;

export interface ClusterProxiesOptions {
  readonly run: string;
  readonly client: ClusterClient;
  readonly outpost: Pick<Outpost, 'at'>;
  readonly proxies: readonly ClusterProxy[];
}

async function planned(proxy: ClusterProxy, outpost: Pick<Outpost, 'at'>): Promise<PlannedProxy> {
  const { name, protocol, listen, upstream } = proxy;
  return { name, protocol, listen: `0.0.0.0:${listen}`, upstream, probe: await userOf(proxy, outpost) };
}

export async function clusterProxies({ run, client, outpost, proxies }: ClusterProxiesOptions): Promise<Proxies> {
  const grouped = Map.groupBy(proxies, (proxy) => `${proxy.toxiproxy}:${proxy.api}`);
  const held = await Promise.all(
    [...grouped.values()].flatMap((mine) => mine.slice(0, 1).map(async ({ toxiproxy, api }) => {
      const url = urlOf(await outpost.at(toxiproxy, api));
      const plan = await Promise.all(mine.map((proxy) => planned(proxy, outpost)));
      const proxies = toxiproxyProxies({ run, url, plan, restartServer: (stop) => restartToxiproxy({ client, toxiproxy, url }, stop) });
      /** Nodes may learn of the new pod later under the name that users say than under its own. */
      const restart = async (stop: AbortSignal) => {
        await proxies.restart(stop);
        await Promise.all(mine.filter(({ interposed }) => interposed !== undefined).map((proxy) => usersArrive(outpost, proxy, stop)));
      };
      return { names: mine.map(({ name }) => name), proxies, restart };
    })),
  );
  const of = async (name: string): Promise<Proxies> => {
    const found = held.find(({ names }) => names.includes(name));
    if (found === undefined) throw new Problem({ expected: `one of this world's proxies: ${held.flatMap(({ names }) => names).join(', ')}`, got: name, where: `namespace ${client.namespace}` });
    return found.proxies;
  };
  let restarting: Promise<unknown> | undefined;
  /** A new pod may take longer than who asked for it can wait: the restart goes on, and whoever asks next waits for its end instead of meeting it half-way. */
  const afterRestart = async <T>(stop: AbortSignal, then: () => Promise<T>): Promise<T> => {
    if (restarting !== undefined) await Promise.race([restarting, aborted(stop)]);
    return then();
  };
  const restart = () => Promise.all(held.map((each) => each.restart(AbortSignal.timeout(restartMsMax)))).finally(() => (restarting = undefined));
  return {
    list: (stop) => afterRestart(stop, async () => (await Promise.all(held.map((each) => each.proxies.list(stop)))).flat()),
    addToxic: (proxy, toxic, stop) => afterRestart(stop, async () => (await of(proxy)).addToxic(proxy, toxic, stop)),
    removeToxic: (proxy, toxic, stop) => afterRestart(stop, async () => (await of(proxy)).removeToxic(proxy, toxic, stop)),
    setEnabled: (proxy, enabled, stop) => afterRestart(stop, async () => (await of(proxy)).setEnabled(proxy, enabled, stop)),
    recreate: (original, stop) => afterRestart(stop, async () => (await of(original.name)).recreate(original, stop)),
    restart: async (stop) => void (await Promise.race([(restarting ??= restart()), aborted(stop)])),
    // Not after it: a probe meets what users meet.
    probe: async (proxy, stop) => (await of(proxy)).probe(proxy, stop),
  };
}
