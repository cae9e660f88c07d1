/** Holds the two sources that everything above `worlds/` asks instead of the machine: the clock and chance. */

export interface Clock {
  /** Unix milliseconds, never running backwards within a process. */
  now(): number;
  /** Resolves after `ms`, at once when `stop` is aborted; it never rejects. */
  sleep(ms: number, stop?: AbortSignal): Promise<void>;
  /** Runs `act` after `ms`. What is still to come holds neither a process nor a simulated world back. */
  later(ms: number, act: () => void): void;
  /** A signal that aborts after `ms`, or with `stop` before. */
  deadline(ms: number, stop?: AbortSignal): AbortSignal;
  /** Gives work such a signal, and does away with it once the work has ended, whichever way: most work ends long before its time is up. */
  within<T>(ms: number, stop: AbortSignal, work: (limit: AbortSignal) => Promise<T>): Promise<T>;
}

export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** An independent stream named after its user, so that a new user doesn't reshuffle the others. */
  fork(name: string): Random;
}
