/** Holds who follows a signal: one listener for all of them, since a signal's own list is searched from its beginning whenever one leaves. */

export interface Followers {
  /** Runs `act` once `stop` aborts, in the order in which it was asked for; returns how to be left out. `stop` must not have aborted yet. */
  follow(stop: AbortSignal, act: () => void): () => void;
}

export function followers(): Followers {
  const known = new WeakMap<AbortSignal, Set<() => void>>();
  const actsOf = (stop: AbortSignal): Set<() => void> => {
    const there = known.get(stop);
    if (there !== undefined) return there;
    const acts = new Set<() => void>();
    known.set(stop, acts);
    stop.addEventListener('abort', () => acts.forEach((act) => act()), { once: true });
    return acts;
  };
  return {
    follow: (stop, act) => {
      const acts = actsOf(stop);
      acts.add(act);
      return () => void acts.delete(act);
    },
  };
}
