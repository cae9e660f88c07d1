/** Holds how many follow one signal: by one listener for all of them, since a signal's own list is searched from its beginning whenever one leaves. */

/** Runs `act` once `stop` aborts, in the order in which it was asked for; returns how to be left out. `stop` must not have aborted yet. */
export type Follow = (stop: AbortSignal, act: () => void) => () => void;

export function createFollow(): Follow {
  const known = new WeakMap<AbortSignal, Set<() => void>>();
  const actsOf = (stop: AbortSignal): Set<() => void> => {
    const there = known.get(stop);
    if (there !== undefined) return there;
    const acts = new Set<() => void>();
    known.set(stop, acts);
    stop.addEventListener('abort', () => acts.forEach((act) => act()), { once: true });
    return acts;
  };
  return (stop, act) => {
    const acts = actsOf(stop);
    acts.add(act);
    return () => void acts.delete(act);
  };
}
