/** Holds the fault `traffic`: legitimate users by class and region. The drill itself starts it before the timeline. */
import { z } from 'zod';
import { action } from '../action.ts';
import { rate } from '../spans.ts';
import { shareMin } from './flood-spec.ts';
import { closeLoad, killLoad, loadChange, loadGone, urlOf } from './load-change.ts';
import { besideScript, teamChanges, teamFields, teamOf, teamSettings } from './team-script.ts';

export const traffic = action({
  kind: 'traffic',
  summary: 'sends legitimate traffic by class and region; the drill starts its own from the scenario, this adds more',
  role: 'fault',
  needs: ['load', 'entries'],
  spec: z
    .strictObject({
      rps: rate.describe('requests per second of legitimate users, all classes together'),
      regions: z.record(z.string().min(1), z.number().positive().max(1)).optional().describe('the share of each region, together 1; one region by default'),
      ...teamFields,
    })
    .superRefine(besideScript('regions'))
    .transform(({ rps, regions = { all: 1 }, ...fields }) => {
      const team = teamOf('people', fields);
      return { rps, ...(team === undefined ? { regions } : { team }) };
    }),
  change: loadChange,
  claims: () => [],
  felt: (_spec, inject) => [{ see: 'arrivals', generator: inject, shareMin }],
  changesState: (spec) => ('team' in spec ? teamChanges(spec.team) : 'logs in, opens cases and writes posts'),
  plan: async (spec, about, world, stop) => {
    const { rps } = spec;
    const url = urlOf(world, 'front');
    const load = 'team' in spec ? { script: spec.team, settings: teamSettings(url, world) } : { script: 'legitimate' as const, settings: { entry: url, regions: spec.regions } };
    return [{ load: await world.load.prepare({ name: about.inject, stages: [{ rps, forMs: 0 }, { rps, forMs: about.forMs }], report: 'samples', ...load }, stop) }];
  },
  apply: async ({ load }, world) => {
    await world.load.open(load);
  },
  revert: [closeLoad, killLoad],
  gone: loadGone,
});
