/** Holds what a scenario would do, for a world to be asked about before anything is opened. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Wish } from '../ports/capabilities.ts';
import type { ResolvedInject, ResolvedScenario } from './resolved.ts';

const rpsOf = ({ spec }: ResolvedInject): number => {
  const rps = typeof spec === 'object' && spec !== null && !Array.isArray(spec) ? (spec as { rps?: unknown }).rps : undefined;
  return typeof rps === 'number' ? rps : 0;
};

/** The sum of all loads is largest when one of them begins. */
function rpsMaxOf({ injects, traffic }: ResolvedScenario): number {
  const sums = injects.map(({ atMs }) => injects.filter((other) => other.atMs <= atMs && atMs < other.atMs + other.forMs).reduce((sum, other) => sum + rpsOf(other), 0));
  return (traffic?.rps ?? 0) + Math.max(0, ...sums);
}

function changesStateOf({ injects, traffic }: ResolvedScenario, catalogue: Catalogue): readonly string[] {
  const own = traffic === null ? [] : [{ who: "the scenario's traffic", fault: 'traffic', spec: traffic }];
  return [...own, ...injects.map(({ inject, fault, spec }) => ({ who: `inject ${inject}`, fault, spec }))].flatMap(({ who, fault, spec }) => {
    const what = catalogue.faults[fault]?.changesState?.(spec);
    return what === undefined ? [] : [`${who} ${what}`];
  });
}

export const wishOf = (scenario: ResolvedScenario, catalogue: Catalogue): Wish => ({
  settings: scenario.world.settings,
  durationMs: scenario.durationMs,
  rpsMax: rpsMaxOf(scenario),
  claims: [...new Set(scenario.injects.flatMap(({ fault, spec }) => catalogue.faults[fault]?.claims(spec) ?? []))],
  changesState: changesStateOf(scenario, catalogue),
});
