/** Holds how many follow one signal: by one listener for all of them, since a signal's own list is searched from its beginning whenever one leaves. */

export interface Followers {
  /** Runs `act` once `stop` aborts, in the order in which it was asked for; returns how to be left out. `stop` must not have aborted yet. */
  readonly follow: (stop: AbortSignal, act: () => void) => () => void;
  /** For a signal that nobody else can abort, which spares it the listener: returns what to call once it was. */
  readonly own: (stop: AbortSignal) => () => void;
}

export function followers(): Followers {
  const known = new WeakMap<AbortSignal, Set<() => void>>();
  const own = (stop: AbortSignal) => {
    const acts = new Set<() => void>();
    known.set(stop, acts);
    return () => acts.forEach((act) => act());
  };
  return {
    follow: (stop, act) => {
      if (!known.has(stop)) stop.addEventListener('abort', own(stop), { once: true });
      const acts = known.get(stop);
      acts?.add(act);
      return () => void acts?.delete(act);
    },
    own,
  };
}
