/** Holds what a scenario would do, for a world to be asked about before anything is opened. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Wish } from '../ports/capabilities.ts';
import type { ResolvedInject, ResolvedScenario } from './resolved.ts';

const rpsOf = ({ spec }: ResolvedInject): number => {
  const rps = typeof spec === 'object' && spec !== null && !Array.isArray(spec) ? (spec as { rps?: unknown }).rps : undefined;
  return typeof rps === 'number' ? rps : 0;
};

/** What adds up at one moment is most when something begins; legitimate traffic goes on all the time. */
function mostAtOnce({ injects, traffic }: ResolvedScenario, ofTraffic: (rps: number) => number, of: (inject: ResolvedInject) => number): number {
  const sums = injects.map(({ atMs }) => injects.filter((other) => other.atMs <= atMs && atMs < other.atMs + other.forMs).reduce((sum, other) => sum + of(other), 0));
  return (traffic === null ? 0 : ofTraffic(traffic.rps)) + Math.max(0, ...sums);
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
  rpsMax: mostAtOnce(scenario, (rps) => rps, rpsOf),
  loadsMax: mostAtOnce(scenario, () => 1, (inject) => (rpsOf(inject) > 0 ? 1 : 0)),
  endsPods: scenario.injects.flatMap(({ fault, spec }) => catalogue.faults[fault]?.endsPods(spec) ?? []),
  claims: [...new Set(scenario.injects.flatMap(({ fault, spec }) => catalogue.faults[fault]?.claims(spec) ?? []))],
  changesState: changesStateOf(scenario, catalogue),
});
