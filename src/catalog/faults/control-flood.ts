/** Holds the fault `control-flood`: the same flood with the edge's bound lifted, which must leave users unharmed, or the harm was the machine's. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import type { Way } from '../action.ts';
import { floodChanges, floodSpec, prepareFlood, shareMin } from './flood-spec.ts';
import { closeLoad, killLoad, loadChange, loadGone } from './load-change.ts';

const change = loadChange.extend({ lifted: z.boolean().describe("whether the edge's bound was lifted before") });
type Change = z.output<typeof change>;

async function lower({ lifted }: Change, world: World<'capacity'>, stop: AbortSignal): Promise<void | { kept: string }> {
  const now = await world.capacity.setLifted(true, lifted, stop);
  return now === lifted ? undefined : { kept: `the edge's bound is ${now ? 'lifted' : 'in force'}` };
}

/** Load first: a flood on a bounded edge would be an attack. */
const then = (way: Way<'load' | 'processes', Change>): Way<'load' | 'processes' | 'capacity', Change> => ({
  how: `${way.how}, then put the edge's bound back`,
  run: async (change, world, stop) => {
    await way.run(change, world, stop);
    return lower(change, world, stop);
  },
});

export const controlFlood = action({
  kind: 'control-flood',
  summary: "offers a flood's load with the edge's bound lifted: proves that the harm of the flood is the edge's, not this machine's",
  role: 'control',
  needs: ['load', 'entries', 'capacity'],
  spec: floodSpec,
  change,
  claims: () => ['edge/bound'],
  felt: (_spec, inject) => [{ see: 'arrivals', generator: inject, shareMin }],
  changesState: floodChanges,
  plan: async (spec, about, world, stop) => [{ lifted: await world.capacity.lifted(stop), load: await prepareFlood(spec, about, world, stop) }],
  apply: async ({ load, lifted }, world, stop) => {
    if (!(await world.capacity.setLifted(lifted, true, stop))) throw new Problem({ expected: "the edge's bound to be lifted", got: 'a bound that somebody else put back', where: 'control-flood' });
    await world.load.open(load);
  },
  revert: [then(closeLoad), then(killLoad)],
  gone: async (change, world, stop) => {
    const load = await loadGone(change, world);
    if (load.is !== 'gone') return load;
    const lifted = await world.capacity.lifted(stop);
    const saw = `${load.saw}; the edge's bound is ${lifted ? 'lifted' : 'in force'}`;
    return { is: lifted && !change.lifted ? 'present' : 'gone', saw };
  },
});
