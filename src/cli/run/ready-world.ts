/** Holds the way to a world that can be opened: chosen, fitting the scenario, with its programs at hand, and with nothing to say against it. */
import type { Catalogue } from '../../catalog/catalogue.ts';
import type { WorldKind } from '../../ports/capabilities.ts';
import { Problem } from '../../problem.ts';
import type { InsteadOf } from '../../record/events.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { Io } from '../io.ts';
import { worldOf, type WorldChoice } from '../world-of.ts';

export interface Ready {
  readonly kind: WorldKind;
  /** Without the usual observers that this world can't have. */
  readonly scenario: ResolvedScenario;
  /** Where another world was meant, and its programs can't be had. */
  readonly insteadOf?: InsteadOf;
}

interface Loaded {
  readonly scenario: ResolvedScenario;
  readonly catalogue: Catalogue;
}

/** Of a promise that may reject with a `Problem`: that, or undefined. */
const problemOf = (work: Promise<unknown>): Promise<Problem | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );

async function fitting(kind: WorldKind, { scenario: whole, catalogue }: Loaded): Promise<ResolvedScenario> {
  const { fittedTo, lacks } = await import('../../scenario/lacks.ts');
  const has = kind.has(whole.world.settings);
  const scenario = fittedTo(has, whole, catalogue);
  const lacking = lacks(scenario, catalogue, has);
  if (lacking.length === 0) return scenario;
  throw new Problem({ expected: 'a world that has what the scenario needs', got: `${kind.name}, which has no ${lacking.map(({ capability, neededBy }) => `${capability} (for ${neededBy.join(', ')})`).join(', no ')}`, next: 'Choose another with --world, or leave those injects and observers out.' });
}

/** Why what it needs can't be had on this machine; undefined where it is there, or could be got. */
async function unhad(io: Io, kind: WorldKind, say: (text: string) => void): Promise<Problem | undefined> {
  if ((await kind.missing()).length === 0) return undefined;
  const failed = await problemOf((await import('../get-programs.ts')).getPrograms(io, say));
  const missing = failed === undefined ? await kind.missing() : [];
  return missing.length === 0 ? failed : new Problem({ expected: `everything that the world ${kind.name} needs`, got: missing.join('; '), next: '`gameday setup` gets what can be got; `--world simulated` needs nothing.' });
}

async function allowed(io: Io, kind: WorldKind, { scenario, catalogue }: Loaded): Promise<void> {
  const [{ lacksSecrets }, { wishOf }] = await Promise.all([import('../../scenario/lacks.ts'), import('../../scenario/wish-of.ts')]);
  const refusals = [...lacksSecrets(scenario, catalogue, io.env), ...((await kind.preflight?.(wishOf(scenario, catalogue)))?.refusals ?? [])];
  if (refusals.length > 0) throw new Problem({ expected: `the world ${kind.name} to allow this drill`, got: `${refusals.length === 1 ? 'a refusal' : `${refusals.length} refusals`}:\n  - ${refusals.join('\n  - ')}`, next: '`gameday check` with the same options asks again, and changes nothing.' });
}

/** A `Problem` in one line: what was looked for, and what came of each way to it. That it is not there already goes without saying. */
const inOneLine = ({ parts: { expected, got } }: Problem, { env }: Pick<Io, 'env'>): string => {
  const ways = got.split('\n').slice(1).map((line) => line.replace(/^\s*- /, '')).filter((way) => !/^(?:PATH|cache): no /.test(way));
  const text = `${expected} could not be had on this machine${ways.length === 0 ? '' : ` (${ways.join('; ')})`}`;
  // It goes into the record and onto reports, where the name of somebody's home has no place.
  return env['HOME'] === undefined || env['HOME'] === '' ? text : text.replaceAll(env['HOME'], '~');
};

/** Rejects with a `Problem` that says what the world lacks or refuses and what to do. */
export async function readyWorld(io: Io, choice: WorldChoice & { readonly observe?: boolean }, loaded: Loaded, say: (text: string) => void): Promise<Ready> {
  const kind = await worldOf(choice);
  const scenario = await fitting(kind, loaded);
  const without = await unhad(io, kind, say);
  if (without === undefined) {
    await allowed(io, kind, { ...loaded, scenario });
    return { kind, scenario };
  }
  // What is only observed happens in the world that was meant, or nowhere.
  if (choice.world !== 'auto' || choice.observe === true) throw without;
  const model = await readyWorld(io, { world: 'simulated' }, loaded, say).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    throw new Problem({ ...without.parts, next: `${without.parts.next ?? ''}\n  It can't be simulated instead: ${error.parts.got.replace(/^.*:\n {2}- /, '')}.` });
  });
  return { ...model, insteadOf: { world: kind.name, because: inOneLine(without, io) } };
}
