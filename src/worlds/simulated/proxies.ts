/** Holds simulated proxies: toxics by name as Toxiproxy keeps them, and the probe that meets their effect. */
import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../../problem.ts';
import { checkToxic } from '../../tools/toxiproxy/attributes.ts';
import type { ProbeResult, Proxies, ProxyState, Toxic } from '../../ports/proxies.ts';
import { original } from './state.ts';
import type { State } from './state.ts';
import { fate } from './toxics.ts';

/** A call to the control API. */
const callMs = 2;
/** What a probe waits for, as Toxiproxy's adapters do. */
const probe = { bytes: 4300, patienceMs: 1500 } as const;
/** A greeting and a good-bye. */
const mailProbe = { ...probe, bytes: 80 } as const;

export function simulatedProxies(state: State): Proxies {
  const find = (name: string): ProxyState => {
    const proxy = state.proxies.get(name);
    if (proxy === undefined) throw new Problem({ expected: `one of the proxies ${[...state.proxies.keys()].join(', ')}`, got: name, where: 'simulated proxies' });
    return proxy;
  };
  const call = async (stop: AbortSignal) => {
    await state.clock.sleep(callMs, stop);
    if (stop.aborted) throw new Problem({ expected: 'an answer of the proxies', got: 'none before the deadline', where: 'simulated proxies' });
  };
  const change = async (name: string, stop: AbortSignal, next: (proxy: ProxyState) => ProxyState) => {
    await call(stop);
    state.proxies.set(name, next(find(name)));
  };
  const without = (toxics: readonly Toxic[], name: string) => toxics.filter((toxic) => toxic.name !== name);

  return {
    list: async (stop) => {
      await call(stop);
      return [...state.proxies.values()];
    },
    addToxic: (name, toxic, stop) =>
      change(name, stop, (proxy) => {
        checkToxic(toxic);
        const there = proxy.toxics.find((each) => each.name === toxic.name);
        if (there === undefined) return { ...proxy, toxics: [...proxy.toxics, toxic] };
        if (isDeepStrictEqual(there, toxic)) return proxy;
        throw new Problem({ expected: `toxic ${toxic.name} on proxy ${name} as ${JSON.stringify(toxic)}`, got: JSON.stringify(there), where: 'simulated proxies' });
      }),
    removeToxic: (name, toxic, stop) => change(name, stop, (proxy) => ({ ...proxy, toxics: without(proxy.toxics, toxic) })),
    setEnabled: (name, enabled, stop) => change(name, stop, (proxy) => ({ ...proxy, enabled })),
    recreate: (given, stop) => change(given.name, stop, () => given),
    restart: async (stop) => {
      await state.clock.sleep(300, stop);
      for (const name of state.proxies.keys()) state.proxies.set(name, original(name));
    },
    probe: async (name, stop): Promise<ProbeResult> => {
      const { exchangeMs, greetingMs, toxicMs } = state.settings.model;
      const { outcome, addedMs } = fate(find(name), name === 'mail' ? mailProbe : probe, toxicMs);
      const startedMs = state.clock.now();
      await state.clock.sleep(addedMs + (outcome === 'timeout' ? 0 : name === 'mail' ? greetingMs : exchangeMs), stop);
      stop.throwIfAborted();
      return { outcome, ms: state.clock.now() - startedMs };
    },
  };
}
