/** Holds how customers come to a scenario: its panel is read, and those who take part go into the settings of its world, which deals none of its own then. */
import type { Random } from '../../ports/time.ts';
import type { Json, JsonObject } from '../../record/json.ts';
import type { ResolvedScenario } from '../resolved.ts';
import type { Panel } from './builder.ts';

export interface Peopled {
  readonly scenario: ResolvedScenario;
  /** Absent where the scenario names no customers. */
  readonly panel?: Panel;
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Settings that nobody gave are filled in by the world. */
function withMembers(scenario: ResolvedScenario, { members }: Panel): ResolvedScenario {
  const settings = objectOf(scenario.world.settings);
  const audience = { ...objectOf(settings['audience']), members: members.map((member) => ({ ...member })) };
  return { ...scenario, world: { ...scenario.world, settings: { ...settings, audience } } };
}

/** `folder` is the scenario's own, `random` a source of the scenario's seed. Rejects with a `Problem` that lists what is wrong with the panel. */
export async function peopled(scenario: ResolvedScenario, folder: string, random: Random): Promise<Peopled> {
  if (scenario.panel === undefined) return { scenario };
  const { readPanel } = await import('./read-panel.ts');
  const panel = await readPanel(scenario.panel, folder, random.fork('panel'));
  return { scenario: withMembers(scenario, panel), panel };
}
