/** Holds the adapter to Toxiproxy: the `Proxies` capability for one run, which touches its own toxics and the plan's proxies only. */
import type { Toxiproxy } from 'toxiproxy-node-client';
import type { Proxies, ProxyState } from '../../ports/proxies.ts';
import { Problem } from '../../problem.ts';
import { toxiproxyApi, unless } from './api.ts';
import { checkToxic } from './attributes.ts';
import { given, wireListing } from './listing.ts';
import { probe, type ProbeTarget, type Protocol } from './probe.ts';
import { isOurs, wireName } from './toxic-name.ts';
import { dropToxic, putToxic } from './toxics.ts';

/** A proxy as the world's plan has it; addresses are `host:port`. */
export interface PlannedProxy {
  readonly name: string;
  readonly protocol: Protocol;
  readonly listen: string;
  readonly upstream: string;
  /** Where users reach it, if that isn't where it listens. */
  readonly probe?: ProbeTarget;
}

export interface ToxiproxyOptions {
  readonly run: string;
  /** The control API's URL. */
  readonly url: string;
  readonly plan: readonly PlannedProxy[];
  /** Kills the server and starts it anew at the same address, empty or with what its own configuration says. */
  readonly restartServer: (stop: AbortSignal) => Promise<void>;
}

/** How long a restart asks a locked-up API for the toxics of others before it uses the last listing that it saw. */
const lastLookMs = 300;

/** Creates the plan's proxies; those that are there as planned stay as they are, with their connections. */
export async function createProxies(client: Toxiproxy, proxies: readonly Pick<ProxyState, 'name' | 'listen' | 'upstream'>[], enabled = true): Promise<void> {
  await client.populate(proxies.map(({ name, listen, upstream }) => ({ name, listen, upstream, enabled })));
}

export function toxiproxyProxies({ run, url, plan, restartServer }: ToxiproxyOptions): Proxies {
  let lastSeen: readonly ProxyState[] = [];
  let restarting: Promise<void> | undefined;
  const client = (stop: AbortSignal) => toxiproxyApi(url, stop);
  const look = async (stop: AbortSignal) => (lastSeen = await wireListing(client(stop)));
  const planned = (name: string): PlannedProxy => {
    const found = plan.find((each) => each.name === name);
    if (found === undefined) throw new Problem({ expected: `one of this world's proxies: ${plan.map((each) => each.name).join(', ')}`, got: name });
    return found;
  };
  const create = async (state: ProxyState, stop: AbortSignal) => {
    await client(stop).createProxy({ name: state.name, listen: state.listen, upstream: state.upstream, enabled: state.enabled });
    for (const toxic of state.toxics) await putToxic(client(stop), state.name, toxic);
  };
  const foreignOf = (state: ProxyState | undefined) => (state?.toxics ?? []).filter((toxic) => !isOurs(run, toxic.name));

  async function restart(stop: AbortSignal): Promise<void> {
    const before = await look(AbortSignal.any([stop, AbortSignal.timeout(lastLookMs)])).catch(() => lastSeen);
    await restartServer(stop);
    await createProxies(client(stop), plan);
    const there = await look(stop);
    for (const state of before) {
      const toxics = foreignOf(state);
      if (!there.some((each) => each.name === state.name)) await create({ ...state, toxics }, stop);
      else for (const toxic of toxics) await putToxic(client(stop), state.name, toxic);
    }
  }

  return {
    list: async (stop) => given(run, await look(stop)),
    addToxic: async (proxy, toxic, stop) => {
      checkToxic(toxic);
      await putToxic(client(stop), planned(proxy).name, { ...toxic, name: wireName(run, toxic.name) });
    },
    removeToxic: async (proxy, toxic, stop) => dropToxic(client(stop), planned(proxy).name, wireName(run, toxic)),
    setEnabled: async (proxy, enabled, stop) => {
      // Not by the client's `update`: it wants the addresses too, and with those Toxiproxy may reopen the port.
      await client(stop).api.post(`${client(stop).host}/proxies/${planned(proxy).name}`, { enabled });
    },
    recreate: async (original, stop) => {
      const { name } = planned(original.name);
      const now = (await look(stop)).find((state) => state.name === name);
      await client(stop).api.delete(`${client(stop).host}/proxies/${name}`).catch(unless(404));
      // What others have put on since stays; of ours, only what was there before. Nothing that was taken off meanwhile comes back.
      const before = new Set(original.toxics.map((toxic) => wireName(run, toxic.name)));
      const kept = now?.toxics.filter((toxic) => !isOurs(run, toxic.name) || before.has(toxic.name)) ?? original.toxics;
      await create({ ...original, toxics: kept }, stop);
    },
    restart: (stop) => (restarting ??= restart(stop).finally(() => (restarting = undefined))),
    probe: async (proxy, stop) => {
      const { protocol, listen, probe: target } = planned(proxy);
      const { hostname, port } = new URL(`tcp://${listen}`);
      return probe(target ?? { protocol, host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }, stop);
    },
  };
}
