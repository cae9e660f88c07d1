/** Holds where a scenario runs k6 scripts of the team's own. */
import type { Team } from '../catalog/faults/team-script.ts';
import type { Json } from '../record/json.ts';
import type { ResolvedScenario } from './resolved.ts';
import { type Path, valueAt } from './scenario-problem.ts';

export interface ScriptUse {
  /** As in messages: `inject attack`. */
  readonly who: string;
  /** In what people wrote: of the settings that name the script. */
  readonly at: Path;
  readonly team: Team;
}

/** Whatever a fault's settings say of a script, its schema has checked and resolved. */
export const teamIn = (spec: Json): Team | undefined => valueAt(spec, ['team']) as Team | undefined;

export function scriptUses({ traffic, injects }: Pick<ResolvedScenario, 'traffic' | 'injects'>): readonly ScriptUse[] {
  const own = traffic !== null && 'team' in traffic ? [{ who: "the scenario's traffic", at: ['traffic'], team: traffic.team }] : [];
  const injected = injects.flatMap(({ inject, lane, spec }, n): readonly ScriptUse[] => {
    const team = teamIn(spec);
    const nth = injects.slice(0, n).filter((other) => other.lane === lane).length;
    return team === undefined ? [] : [{ who: `inject ${inject}`, at: ['lanes', lane, nth, 'with'], team }];
  });
  return [...own, ...injected];
}
