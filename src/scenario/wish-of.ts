/** Holds what a scenario would do, for a world to be asked about before anything is opened. */
import type { Catalogue } from '../catalog/catalogue.ts';
import { requestsMax, type Wish } from '../ports/capabilities.ts';
import type { Json } from '../record/json.ts';
import type { ResolvedScenario } from './resolved.ts';
import { valueAt } from './scenario-problem.ts';
import { scriptUses, teamIn } from './team-scripts.ts';

/** A script's rate is that of its iterations, each of which may send several requests. */
function rpsOf(spec: Json): number {
  const rps = valueAt(spec, ['rps']);
  if (typeof rps !== 'number') return 0;
  const team = teamIn(spec);
  return team === undefined ? rps : requestsMax(team, rps);
}

/** What adds up at one moment is most when something begins; legitimate traffic goes on all the time. */
function mostAtOnce({ injects, traffic }: ResolvedScenario, of: (spec: Json) => number): number {
  const sums = injects.map(({ atMs }) => injects.filter((other) => other.atMs <= atMs && atMs < other.atMs + other.forMs).reduce((sum, other) => sum + of(other.spec), 0));
  return of(traffic) + Math.max(0, ...sums);
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
  rpsMax: mostAtOnce(scenario, rpsOf),
  loadsMax: mostAtOnce(scenario, (spec) => (rpsOf(spec) > 0 ? 1 : 0)),
  endsPods: scenario.injects.flatMap(({ fault, spec }) => catalogue.faults[fault]?.endsPods(spec) ?? []),
  claims: [...new Set(scenario.injects.flatMap(({ fault, spec }) => catalogue.faults[fault]?.claims(spec) ?? []))],
  changesState: changesStateOf(scenario, catalogue),
  teamScripts: scriptUses(scenario).map(({ who, team }) => `${who} (${team.path})`),
  injects: scenario.injects.map(({ inject, spec }) => ({ inject, spec })),
  people: scenario.responders.flatMap(({ role, by, name }) => (by === 'autopilot' ? [] : [`${role} (${name})`])),
});
