/** Holds the fault `partition`: a dependency can't be reached at all. */
import { z } from 'zod';
import { action } from '../action.ts';
import { proxyChange, proxyGone, proxyName, readProxy, strongerWays } from './proxy-change.ts';

export const partition = action({
  kind: 'partition',
  summary: 'makes a dependency unreachable: connections are refused',
  role: 'fault',
  needs: ['proxies'],
  spec: z.strictObject({ proxy: proxyName }),
  change: proxyChange,
  claims: ({ proxy }) => [`proxy/${proxy}`],
  felt: ({ proxy }) => [{ see: 'probe', proxy, is: 'unreachable' }],
  plan: async ({ proxy }, _about, world, stop) => [await readProxy(world, proxy, stop)],
  apply: ({ original }, world, stop) => world.proxies.setEnabled(original.name, false, stop),
  revert: [{ how: 'switch the proxy on again', run: ({ original }, world, stop) => world.proxies.setEnabled(original.name, original.enabled, stop) }, ...strongerWays],
  gone: (change, world, stop) => proxyGone(change, 0, (now) => (now.enabled === change.original.enabled ? undefined : `proxy ${now.name} is switched ${now.enabled ? 'on' : 'off'}`), world, stop),
});
