/** Holds an emit that never throws: a full disk must not keep a fault from being withdrawn. */
import type { Emit } from '../record/events.ts';

/** The journal remembers its own failure and ignores what comes later, so nothing is lost by going on. */
export const unfailing = (emit: Emit): Emit => (kind, body) => {
  try {
    return emit(kind, body);
  } catch {
    return 0;
  }
};
