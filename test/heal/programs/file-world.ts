/** Holds a world of one file, which outlives its runner as staging does: a fault writes a word into it, and withdrawal takes it out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { action } from '../../../src/catalog/action.ts';
import type { AnyWorld } from '../../../src/ports/capabilities.ts';
import type { OpenedWorld, WorldKind } from '../../../src/ports/world-kind.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import { seededRandom } from '../../../src/worlds/seeded-random.ts';

const description = z.object({ file: z.string() });

/** The file stands in for the rota: who is absent, a line each. */
export function fileWorld(file: string): OpenedWorld {
  const absent = async () => readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const rota: AnyWorld['rota'] = {
    absent,
    setAbsent: async (role, is) => writeFileSync(file, [...(await absent()).filter((one) => one !== role), ...(is ? [role] : [])].join('\n')),
  };
  const world = { clock: systemClock, random: seededRandom(1), rota } as unknown as AnyWorld;
  return { world, description: { file }, tools: {}, close: async () => [] };
}

export const fileWorldKind: WorldKind = {
  name: 'local',
  summary: 'a world of one file',
  simulated: false,
  has: () => ['rota'],
  missing: async () => [],
  open: async () => Promise.reject(new Error('opened by its test alone')),
  reopen: async (described) => fileWorld(description.parse(described).file),
};

export const away = action({
  kind: 'away',
  summary: 'takes a role away',
  role: 'fault',
  needs: ['rota'],
  spec: z.strictObject({ role: z.string() }),
  change: z.object({ role: z.string() }),
  claims: ({ role }) => [`rota/${role}`],
  felt: () => [],
  plan: async ({ role }) => [{ role }],
  apply: async ({ role }, world, stop) => world.rota.setAbsent(role, true, stop),
  revert: [{ how: 'bring the role back', run: async ({ role }, world, stop) => world.rota.setAbsent(role, false, stop) }],
  gone: async ({ role }, world, stop) => ((await world.rota.absent(stop)).includes(role) ? { is: 'present', saw: `${role} is away` } : { is: 'gone', saw: `${role} is there` }),
});
