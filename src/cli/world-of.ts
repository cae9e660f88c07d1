/** Holds the choice of a world by name. */
import { Option } from 'commander';
import type { WorldKind } from '../ports/capabilities.ts';

const choices = ['local', 'auto', 'simulated'] as const;
export type WorldChoice = (typeof choices)[number];

export const worldOption = (): Option =>
  new Option('--world <kind>', 'where: local (real servers on this machine), auto (the best there is; local for now), simulated (a model, no evidence)').choices([...choices]).default('auto');

export async function worldOf(choice: WorldChoice): Promise<WorldKind> {
  const { worldKinds } = await import('../worlds/index.ts');
  return worldKinds[choice === 'auto' ? 'local' : choice]();
}
