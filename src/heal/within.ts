/** Holds the fresh deadline on which withdrawal works: a step that hangs is abandoned, and told to stop. */
import type { Clock } from '../ports/time.ts';

export type Within<T> = { readonly late: false; readonly value: T } | { readonly late: true };

/** Without a reason an abort makes an error of its own, stack and all, which nobody reads. */
const itEnded = 'the work has ended';

/** Runs work for at most `ms`. Rejects as the work does; what it does after its deadline is nobody's concern any more. */
export async function within<T>(clock: Clock, ms: number, work: (stop: AbortSignal) => Promise<T>): Promise<Within<T>> {
  const deadline = new AbortController();
  const finished = new AbortController();
  // The clock's own sleep and no deadline signal: it lets simulated time pass even when everybody else hangs.
  const late = clock.sleep(Math.max(0, ms), finished.signal).then((): Within<T> => {
    if (!finished.signal.aborted) deadline.abort();
    return { late: true };
  });
  const done = work(deadline.signal).then((value): Within<T> => ({ late: false, value }));
  try {
    return await Promise.race([done, late]);
  } finally {
    finished.abort(itEnded);
  }
}
