/** Holds how far a server's clock is off: each answer tells a whole second, and many of them together tell more than one. */

export interface ServerClock {
  /** Takes one answer: what it tells, when it was asked for and when it came. */
  told(tellsMs: number, sentMs: number, heardMs: number): void;
  /** By how much the server's clock is ahead of ours, within these two; undefined before the first answer. */
  ahead(): { readonly fromMs: number; readonly toMs: number } | undefined;
}

const tellsWholeMs = 1000;
/** Servers keep the text of a date for as long as its second lasts, and a busy one a little longer. */
const staleMs = 100;

export function serverClock(): ServerClock {
  let known: { readonly fromMs: number; readonly toMs: number } | undefined;
  return {
    told: (tellsMs, sentMs, heardMs) => {
      const now = { fromMs: tellsMs - heardMs, toMs: tellsMs + tellsWholeMs + staleMs - sentMs };
      // Answers that contradict each other come from several servers, or from a clock that was set: the newest counts.
      const agree = known !== undefined && now.fromMs <= known.toMs && now.toMs >= known.fromMs;
      known = known !== undefined && agree ? { fromMs: Math.max(known.fromMs, now.fromMs), toMs: Math.min(known.toMs, now.toMs) } : now;
    },
    ahead: () => known,
  };
}
