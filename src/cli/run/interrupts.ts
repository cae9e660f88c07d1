/** Holds what asking to end means: once withdraws and reports, twice leaves at once. */

export interface Interrupts {
  readonly stop: AbortSignal;
  readonly stopAtOnce: AbortSignal;
  /** Ctrl-C as a key, or a signal. */
  readonly hear: (signal: string) => void;
}

/** No person presses twice so fast: a launcher that forwards a signal may bring it a second time. */
const echoMs = 100;

export function createInterrupts(now: () => number, say: (text: string) => void): Interrupts {
  const stop = new AbortController();
  const stopAtOnce = new AbortController();
  let heardMs: number | undefined;
  return {
    stop: stop.signal,
    stopAtOnce: stopAtOnce.signal,
    hear: (signal) => {
      const isEcho = heardMs !== undefined && now() - heardMs < echoMs;
      if (isEcho) return;
      heardMs = now();
      if (!stop.signal.aborted) {
        say(`${signal}: withdrawing everything, then the report; once more leaves at once`);
        stop.abort(`${signal} in the terminal`);
      } else stopAtOnce.abort();
    },
  };
}
