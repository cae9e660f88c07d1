/** Holds the way to a world that can be opened: chosen, fitting the scenario, with its programs at hand, and with nothing to say against it. */
import type { Catalogue } from '../../catalog/catalogue.ts';
import type { WorldKind } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { Io } from '../io.ts';
import { worldOf, type WorldChoice } from '../world-of.ts';

export interface Ready {
  readonly kind: WorldKind;
  /** Without the usual observers that this world can't have. */
  readonly scenario: ResolvedScenario;
}

/** Rejects with a `Problem` that says what the world lacks or refuses and what to do. */
export async function readyWorld(io: Io, choice: WorldChoice, { scenario: whole, catalogue }: { scenario: ResolvedScenario; catalogue: Catalogue }, say: (text: string) => void): Promise<Ready> {
  const [kind, { fittedTo, lacks, lacksSecrets }, { wishOf }] = await Promise.all([worldOf(choice), import('../../scenario/lacks.ts'), import('../../scenario/wish-of.ts')]);
  const has = kind.has(whole.world.settings);
  const scenario = fittedTo(has, whole, catalogue);
  const lacking = lacks(scenario, catalogue, has);
  if (lacking.length > 0) {
    throw new Problem({ expected: 'a world that has what the scenario needs', got: `${kind.name}, which has no ${lacking.map(({ capability, neededBy }) => `${capability} (for ${neededBy.join(', ')})`).join(', no ')}`, next: 'Choose another with --world, or leave those injects and observers out.' });
  }
  if ((await kind.missing()).length > 0) await (await import('../get-programs.ts')).getPrograms(io, say);
  const missing = await kind.missing();
  if (missing.length > 0) throw new Problem({ expected: `everything that the world ${kind.name} needs`, got: missing.join('; '), next: '`gameday setup` gets what can be got; `--world simulated` needs nothing.' });
  const refusals = [...lacksSecrets(scenario, catalogue, io.env), ...((await kind.preflight?.(wishOf(scenario, catalogue)))?.refusals ?? [])];
  if (refusals.length > 0) throw new Problem({ expected: `the world ${kind.name} to allow this drill`, got: `${refusals.length === 1 ? 'a refusal' : `${refusals.length} refusals`}:\n  - ${refusals.join('\n  - ')}`, next: '`gameday check` with the same options asks again, and changes nothing.' });
  return { kind, scenario };
}
