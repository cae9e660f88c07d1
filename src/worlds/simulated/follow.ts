/** Holds how many follow one signal: by one listener for all of them, since a signal's own list is searched from its beginning whenever one leaves. */

const following = Symbol('those who follow a signal');
interface Followed extends AbortSignal {
  [following]?: Set<() => void>;
}

/** Until the first follows: most signals of a simulated drill are over before anybody does. */
const nobody = new Set<() => void>();

const tell = (stop: Followed) => stop[following]?.forEach((act) => act());

/** For a signal that nobody else can abort, which spares it the listener: returns what to call once it was. */
export function own(stop: Followed): () => void {
  stop[following] = nobody;
  return () => tell(stop);
}

/** Runs `act` once `stop` aborts, in the order in which it was asked for; returns how to be left out. `stop` must not have aborted yet. */
export function follow(stop: Followed, act: () => void): () => void {
  if (stop[following] === undefined) stop.addEventListener('abort', own(stop), { once: true });
  if (stop[following] === nobody) stop[following] = new Set();
  const acts = stop[following];
  acts?.add(act);
  return () => void acts?.delete(act);
}
