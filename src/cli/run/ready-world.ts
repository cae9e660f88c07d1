/** Holds the way to a world that can be opened: chosen, fitting the scenario, and with its programs at hand. */
import type { Catalogue } from '../../catalog/catalogue.ts';
import type { WorldKind } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { Io } from '../io.ts';
import { worldOf, type WorldChoice } from '../world-of.ts';

/** Rejects with a `Problem` that says what the world lacks and what to do. */
export async function readyWorld(io: Io, choice: WorldChoice, { scenario, catalogue }: { scenario: ResolvedScenario; catalogue: Catalogue }, say: (text: string) => void): Promise<WorldKind> {
  const [kind, { lacks }] = await Promise.all([worldOf(choice), import('../../scenario/lacks.ts')]);
  const lacking = lacks(scenario, catalogue, kind.has);
  if (lacking.length > 0) {
    throw new Problem({ expected: 'a world that has what the scenario needs', got: `${kind.name}, which has no ${lacking.map(({ capability, neededBy }) => `${capability} (for ${neededBy.join(', ')})`).join(', no ')}`, next: 'Choose another with --world, or leave those injects and observers out.' });
  }
  if ((await kind.missing()).length > 0) await (await import('../get-programs.ts')).getPrograms(io, say);
  const missing = await kind.missing();
  if (missing.length > 0) throw new Problem({ expected: `everything that the world ${kind.name} needs`, got: missing.join('; '), next: '`gameday setup` gets what can be got; `--world simulated` needs nothing.' });
  return kind;
}
