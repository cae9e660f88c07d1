/** Holds the fault `traffic`: legitimate users by class and region. The drill itself starts it before the timeline. */
import { z } from 'zod';
import { action } from '../action.ts';
import { rate } from '../spans.ts';
import { shareMin } from './flood-spec.ts';
import { closeLoad, killLoad, loadChange, loadGone, urlOf } from './load-change.ts';

export const traffic = action({
  kind: 'traffic',
  summary: 'sends legitimate traffic by class and region; the drill starts its own from the scenario, this adds more',
  role: 'fault',
  needs: ['load', 'entries'],
  spec: z.strictObject({
    rps: rate.describe('requests per second of legitimate users, all classes together'),
    regions: z.record(z.string().min(1), z.number().positive().max(1)).default({ all: 1 }).describe('the share of each region; together 1'),
  }),
  change: loadChange,
  claims: () => [],
  felt: (_spec, inject) => [{ see: 'arrivals', generator: inject, shareMin }],
  changesState: () => 'logs in, opens cases and writes posts',
  plan: async ({ rps, regions }, about, world, stop) => {
    const spec = { name: about.inject, script: 'legitimate', stages: [{ rps, forMs: 0 }, { rps, forMs: about.forMs }], settings: { entry: urlOf(world, 'front'), regions }, report: 'samples' } as const;
    return [{ load: await world.load.prepare(spec, stop) }];
  },
  apply: async ({ load }, world) => {
    await world.load.open(load);
  },
  revert: [closeLoad, killLoad],
  gone: loadGone,
});
