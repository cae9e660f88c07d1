/** Holds the joining of a drill's signals. */

/**
 * A signal that aborts with the first of these, for its reason. Node keeps an `AbortSignal.any` that somebody listens to for as long as one of its
 * sources lives; where who listens holds those in turn, as a drill does that was left in its middle, nothing of it is ever freed (nor where a
 * listener is added with a signal that takes it away). This one is freed with its sources. Its listener stays on them until they abort, so
 * short requests under a signal that outlives many of them are better off with `AbortSignal.any`.
 */
export function firstOf(...stops: readonly AbortSignal[]): AbortSignal {
  const over = stops.find((stop) => stop.aborted);
  if (over !== undefined) return over;
  const first = new AbortController();
  for (const stop of stops) stop.addEventListener('abort', () => first.abort(stop.reason), { once: true });
  return first.signal;
}
