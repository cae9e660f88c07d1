/** Holds the fault `flood`: an attack on an entry by an open-model generator. */
import { action } from '../action.ts';
import { floodChanges, floodSpec, prepareFlood, shareMin } from './flood-spec.ts';
import { closeLoad, killLoad, loadChange, loadGone } from './load-change.ts';

export const flood = action({
  kind: 'flood',
  summary: 'floods an entry with requests at a rate that does not slow down when answers do',
  role: 'attack',
  needs: ['load', 'entries'],
  spec: floodSpec,
  change: loadChange,
  claims: () => [],
  felt: (_spec, inject) => [{ see: 'arrivals', generator: inject, shareMin }],
  alert: () => ({ labels: { alertname: 'EdgeErrorBudgetBurn' } }),
  changesState: floodChanges,
  plan: async (spec, about, world, stop) => [{ load: await prepareFlood(spec, about, world, stop) }],
  apply: async ({ load }, world) => {
    await world.load.open(load);
  },
  revert: [closeLoad, killLoad],
  gone: loadGone,
});
