/** Holds the drill's own legitimate traffic: an ordinary leased change, ready before zero, open from zero to the end. */
import { Problem } from '../problem.ts';
import type { Json } from '../record/json.ts';
import type { Deed } from './changes.ts';
import type { Drill } from './drill.ts';

/** Also the generator's name; no inject may have it. */
const legitimate = 'legitimate';

/** Prepares the generator; undefined where the scenario has no traffic. */
export async function prepareTraffic(drill: Drill): Promise<Deed | undefined> {
  const { scenario, catalogue, changes, ending } = drill;
  if (scenario.traffic === null) return undefined;
  const action = catalogue.faults['traffic'];
  if (action === undefined) throw new Problem({ expected: 'a fault "traffic" in the catalogue', got: 'none', where: "the scenario's traffic" });
  if (scenario.injects.some((inject) => inject.inject === legitimate)) throw new Problem({ expected: `an inject id other than "${legitimate}"`, got: `"${legitimate}", which names the users' own traffic`, where: 'the scenario' });
  // It must not run dry while a drill is held, so it lasts as long as the run may.
  const wallClock = scenario.guardrails.find((guardrail) => guardrail.kind === 'wall-clock');
  const deed: Deed = { inject: legitimate, action, spec: scenario.traffic satisfies Json, forMs: wallClock?.maxMs ?? 2 * scenario.durationMs, by: 'drill' };
  await changes.plan(deed, ending.signal);
  return deed;
}
