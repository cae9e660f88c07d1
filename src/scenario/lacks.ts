/** Holds the comparison of what a scenario needs with what a world has. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { CapabilityName } from '../ports/capabilities.ts';
import type { ResolvedScenario } from './resolved.ts';

/** Each capability that the world lacks, with who needs it. Roles on autopilot may make any play. */
export function lacks(scenario: ResolvedScenario, catalogue: Catalogue, has: readonly CapabilityName[]): readonly { capability: CapabilityName; neededBy: readonly string[] }[] {
  const autopilot = scenario.responders.some((seat) => seat.by === 'autopilot');
  const needs = [
    ...scenario.world.needs.map((need) => [need, 'world.needs'] as const),
    ...scenario.injects.flatMap((inject) => (catalogue.faults[inject.fault]?.needsWith(inject.spec) ?? []).map((need) => [need, `inject ${inject.inject}`] as const)),
    ...scenario.observers.flatMap(({ observer }) => (catalogue.observers[observer]?.needs ?? []).map((need) => [need, `observer ${observer}`] as const)),
    ...(autopilot ? Object.values(catalogue.plays).flatMap((play) => play.needs.map((need) => [need, `play ${play.kind}`] as const)) : []),
    ...(scenario.traffic === null ? [] : [['load', 'legitimate traffic'] as const]),
  ];
  const missing = [...new Set(needs.map(([need]) => need))].filter((need) => !has.includes(need));
  return missing.map((capability) => ({ capability, neededBy: [...new Set(needs.filter(([need]) => need === capability).map(([, who]) => who))] }));
}

/** Without the usual observers that a world of these capabilities can't have: what they would have seen is then not measured. */
export const fittedTo = (has: readonly CapabilityName[], scenario: ResolvedScenario, catalogue: Catalogue): ResolvedScenario => ({
  ...scenario,
  observers: scenario.observers.filter(({ observer, usual }) => usual !== true || (catalogue.observers[observer]?.needs ?? []).every((need) => has.includes(need))),
});

/** Each secret that an observer would send off and this environment doesn't hold, as a sentence. */
export const lacksSecrets = (scenario: ResolvedScenario, catalogue: Catalogue, env: Readonly<Record<string, string | undefined>>): readonly string[] =>
  scenario.observers.flatMap(({ observer, spec }) =>
    (catalogue.observers[observer]?.secrets(spec) ?? []).flatMap((name) => ((env[name] ?? '') === '' ? [`the environment variable ${name} is not set, and the observer ${observer} needs the secret in it: set it where gameday runs`] : [])),
  );
