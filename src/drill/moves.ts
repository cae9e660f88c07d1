/** Holds how a responder's move is made, and the desk at which receivers' moves wait for the drill: a team's own automation moves the system through them. */
import { Problem, reasonOf } from '../problem.ts';
import type { Json } from '../record/json.ts';
import type { Drill } from './drill.ts';

/** Runs a play from the catalogue as a journalled, leased change; it is withdrawn with the drill. */
export type Play = (kind: string, spec: Json, stop: AbortSignal) => Promise<void>;

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
    const until = AbortSignal.any([stop, ending.signal]);
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

export interface Moves {
  /** Makes moves for this drill from now on; returns how to stop that. */
  serve(drill: Drill): () => void;
}

export interface MoveDesk extends Moves {
  /** What receivers call; rejects while no drill makes moves. */
  readonly play: (by: string, kind: string, spec: Json) => Promise<void>;
}

export function moveDesk(): MoveDesk {
  let serving: Drill | undefined;
  const players = new Map<string, Play>();
  return {
    serve: (drill) => {
      serving = drill;
      return () => void (serving = undefined);
    },
    play: async (by, kind, spec) => {
      if (serving === undefined) throw new Problem({ expected: 'a drill whose timeline has started and not ended', got: 'none', where: by });
      const play = players.get(by) ?? playAs(serving, by);
      players.set(by, play);
      await play(kind, spec, serving.ending.signal);
    },
  };
}
