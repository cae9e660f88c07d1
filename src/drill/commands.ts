/** Holds the desk at which commands wait for the drill: keys, sockets and tests all hand them in here. */
import type { Handle } from '../store/commands.ts';

export interface Commands {
  /** Takes what people send from now on; returns how to stop taking. */
  serve(handle: Handle): () => void;
}

export interface CommandDesk extends Commands {
  /** What the terminal and the control socket call. */
  readonly send: Handle;
}

export function commandDesk(): CommandDesk {
  let serving: Handle | undefined;
  return {
    serve: (handle) => {
      serving = handle;
      return () => void (serving = undefined);
    },
    send: async (command) => serving?.(command) ?? { ok: false, why: 'the drill is being set up or is over; nothing listens to commands now' },
  };
}
