/** Holds how a responder's move is made: as a change like those of faults. */
import { firstOf } from '../ports/first-of.ts';
import { Problem, reasonOf } from '../problem.ts';
import type { Json } from '../record/json.ts';
import type { Drill } from './drill.ts';
import type { Play } from './move-desk.ts';

/** `by` is who moves, as in the record: `role/network`. */
export function playAs({ catalogue, changes, scenario, ending }: Drill, by: string): Play {
  const who = by.slice(by.indexOf('/') + 1);
  let moves = 0;
  return async (kind, spec, stop) => {
    const action = catalogue.plays[kind];
    if (action === undefined) throw new Problem({ expected: `one of the plays ${Object.keys(catalogue.plays).join(', ')}`, got: kind, where: by });
    moves += 1;
    // What is given is checked like what a scenario gives; its fields' defaults come with it.
    const deed = { inject: `${who}-${kind}-${moves}`, action, spec: action.spec.parse(spec) as Json, forMs: scenario.durationMs, by };
    const until = firstOf(stop, ending.signal);
    try {
      await changes.plan(deed, until);
      await changes.apply(deed, until);
    } catch (error) {
      // A play that was half made is taken back at once: whoever made it may try another.
      if (!ending.signal.aborted) await changes.withdraw(deed, `it failed: ${reasonOf(error)}`);
      throw error;
    }
  };
}
