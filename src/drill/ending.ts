/** Holds how a drill ends before its time: by being aborted, which withdraws everything, or by letting go, which touches nothing more. */
import { Problem } from '../problem.ts';

/** The runner may not touch the world any more: its lease is lost, or a person wants it to leave at once. Its reaper withdraws instead. */
export class LetGo extends Problem {}

export interface Abort {
  readonly why: string;
  /** A real incident began: said on every channel of the drill once everything is withdrawn. */
  readonly realIncident: boolean;
}

export interface Ending {
  /** Aborts when nothing new may be done to the world. */
  readonly signal: AbortSignal;
  /** Aborts when nothing at all may be done to it. */
  readonly letGo: AbortSignal;
  readonly aborted: Abort | undefined;
  abort(why: string, realIncident?: boolean): void;
  /** The timeline is over. */
  complete(): void;
  leave(problem: LetGo): void;
}

export function createEnding(): Ending {
  const over = new AbortController();
  const gone = new AbortController();
  let aborted: Abort | undefined;
  return {
    signal: over.signal,
    letGo: gone.signal,
    get aborted() {
      return aborted;
    },
    abort: (why, realIncident = false) => {
      if (over.signal.aborted && !realIncident) return;
      aborted = { why: aborted?.why ?? why, realIncident: realIncident || (aborted?.realIncident ?? false) };
      over.abort(new Problem({ expected: 'the drill to go on', got: why }));
    },
    complete: () => over.abort(new Problem({ expected: 'the drill to go on', got: 'the end of its timeline' })),
    leave: (problem) => {
      over.abort(problem);
      gone.abort(problem);
    },
  };
}
