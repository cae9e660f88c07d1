/** Holds how the customers who take part come into the world that a scenario asks for: the practice range deals none of its own then. */
import type { Json, JsonObject } from '../../record/json.ts';
import type { ResolvedScenario } from '../resolved.ts';
import type { Panel } from './builder.ts';

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A world without an audience of its own is left as it is. */
export function withMembers(scenario: ResolvedScenario, { members }: Panel): ResolvedScenario {
  const { settings } = scenario.world;
  const audience = isObject(settings) ? settings['audience'] : undefined;
  if (!isObject(settings) || !isObject(audience)) return scenario;
  return { ...scenario, world: { ...scenario.world, settings: { ...settings, audience: { ...audience, members: members.map((member) => ({ ...member })) } } } };
}
