/** Holds the fault `decoy`: a flash crowd of legitimate users that looks like an attack, to catch false alarms. */
import { z } from 'zod';
import { action } from '../action.ts';
import { rate } from '../spans.ts';
import { shareMin } from './flood-spec.ts';
import { closeLoad, entry, killLoad, loadChange, loadGone, ramp, stages, urlOf } from './load-change.ts';

export const decoy = action({
  kind: 'decoy',
  summary: 'sends a legitimate flash crowd that looks like an attack; an alert that it raises is a false alarm',
  role: 'look-alike',
  needs: ['load', 'entries'],
  spec: z
    .strictObject({ rps: rate.describe('requests per second of the crowd at its height'), ramp, entry })
    .transform(({ ramp, ...spec }) => ({ ...spec, rampMs: ramp })),
  change: loadChange,
  claims: () => [],
  felt: (_spec, inject) => [{ see: 'arrivals', generator: inject, shareMin }],
  plan: async (spec, about, world, stop) => [
    { load: await world.load.prepare({ name: about.inject, script: 'crowd', stages: stages(spec, about.forMs), settings: { entry: urlOf(world, spec.entry) }, report: 'counters' }, stop) },
  ],
  apply: async ({ load }, world) => {
    await world.load.open(load);
  },
  revert: [closeLoad, killLoad],
  gone: loadGone,
});
