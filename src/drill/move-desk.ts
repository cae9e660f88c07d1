/** Holds the desk at which receivers' moves wait for the drill: a team's own automation moves the system through them. */
import { Problem } from '../problem.ts';
import type { Json } from '../record/json.ts';

/** Runs a play from the catalogue as a journalled, leased change; it is withdrawn with the drill. */
export type Play = (kind: string, spec: Json, stop: AbortSignal) => Promise<void>;

export interface Moves {
  /** Makes moves by `playAs`, whose argument is who moves, from now on and until `until` aborts; returns how to stop that. */
  serve(playAs: (by: string) => Play, until: AbortSignal): () => void;
}

export interface MoveDesk extends Moves {
  /** What receivers call; rejects while no drill makes moves. */
  readonly play: (by: string, kind: string, spec: Json) => Promise<void>;
}

export function moveDesk(): MoveDesk {
  let serving: { readonly playAs: (by: string) => Play; readonly until: AbortSignal } | undefined;
  const players = new Map<string, Play>();
  return {
    serve: (playAs, until) => {
      serving = { playAs, until };
      return () => void (serving = undefined);
    },
    play: async (by, kind, spec) => {
      if (serving === undefined) throw new Problem({ expected: 'a drill whose timeline has started and not ended', got: 'none', where: by });
      const play = players.get(by) ?? serving.playAs(by);
      players.set(by, play);
      await play(kind, spec, serving.until);
    },
  };
}
