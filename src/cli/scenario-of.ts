/** Holds how a verb comes to its scenario: found, read, checked against the catalogue, and told with paths as people typed them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Panel } from '../scenario/panel/builder.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { type Locate, valueAt } from '../scenario/scenario-problem.ts';
import type { Io } from './io.ts';
import { worldOf, type WorldChoice } from './world-of.ts';

export interface LoadedScenario {
  readonly catalogue: Catalogue;
  readonly scenario: ResolvedScenario;
  /** What the file said, before defaults. */
  readonly raw: unknown;
  /** The customers, where the scenario names any. */
  readonly panel?: Panel;
  /** Where it was read: its folder, its name as people typed it, and the places of what it says. */
  readonly source: { readonly folder: string; readonly named: string; readonly locate?: Locate | undefined };
}

/** A path, or the bare name of a scenario that comes with gameday. */
function fileOf(io: Io, named: string): string {
  const given = path.resolve(io.cwd, named);
  if (existsSync(given) || /[./\\]/.test(named)) return given;
  const bundled = ['ts', 'js', 'yaml'].map((end) => path.join(io.home, 'scenarios', `${named}.${end}`)).find(existsSync);
  return bundled ?? given;
}

export interface ScenarioOptions {
  /** Replaces the scenario's own. */
  readonly seed?: number;
  /** One of the scenario's variants, by its name. */
  readonly variant?: string;
  /** The world whose settings the scenario gives. */
  readonly world?: WorldChoice['world'];
}

type Played = Pick<LoadedScenario, 'raw' | 'scenario'>;

/** The variant that was asked for, if any. All of them are checked, so that one which can't be is told before anything runs. */
async function played(asItIs: Played, variant: string | undefined, parse: (raw: unknown, arm?: string) => ResolvedScenario): Promise<Played> {
  // Most scenarios have none, and whoever starts a drill waits.
  if (variant === undefined && valueAt(asItIs.raw, ['variants']) === undefined) return asItIs;
  const { armsOf, variantOf } = await import('../studies/variants.ts');
  for (const { raw, id } of armsOf(asItIs.raw).slice(1)) parse(raw, id);
  if (variant === undefined) return asItIs;
  const { raw } = variantOf(asItIs.raw, variant);
  return { raw, scenario: parse(raw) };
}

/** Rejects with a `ScenarioProblem` that lists all that is wrong. */
export async function scenarioOf(io: Io, named: string, { seed, variant, world = 'auto' }: ScenarioOptions = {}): Promise<LoadedScenario> {
  const found = fileOf(io, named);
  const file = path.resolve(io.cwd, named) === found ? named : path.relative(io.cwd, found);
  const [{ readScenario }, { parseScenario }, { catalogue }, { metrics }, { settings }] = await Promise.all([
    import('../scenario/load-scenario.ts'),
    import('../scenario/parse-scenario.ts'),
    import('../catalog/index.ts'),
    import('../judge/metrics/index.ts'),
    worldOf({ world }),
  ]);
  const { raw: whole, locate } = await readScenario(found, file);
  const asItIs = parseScenario(catalogue, whole, { metrics, settings, file, ...(locate === undefined ? {} : { locate }) });
  const { raw, scenario } = await played({ raw: whole, scenario: asItIs }, variant, (raw, arm) => parseScenario(catalogue, raw, { metrics, settings, file: arm === undefined ? file : `${file}, variant ${arm}` }));
  const source = { folder: path.dirname(found), named: file, locate };
  const seeded = seed === undefined ? scenario : { ...scenario, seed };
  if (scenario.panel === undefined) return { catalogue, raw, scenario: seeded, source };
  const [{ peopled }, { seededRandom }] = await Promise.all([import('../scenario/panel/peopled.ts'), import('../worlds/seeded-random.ts')]);
  return { catalogue, raw, source, ...(await peopled(seeded, path.dirname(found), seededRandom(seeded.seed))) };
}
