/** Holds which changes of a history are still open: planned, and not proved withdrawn. */
import type { History } from '../record/history.ts';
import type { Json } from '../record/json.ts';

export interface OpenChange {
  readonly inject: string;
  readonly n: number;
  readonly action: string;
  readonly change: Json;
}

/** Newest first. A change that was planned counts although nothing says that it was applied: its writer may have died in between. */
export function openChanges(history: History): readonly OpenChange[] {
  const key = (change: { inject: string; n: number }) => JSON.stringify([change.inject, change.n]);
  const withdrawn = new Set(history.of('change.withdrawn').map(key));
  return history
    .of('change.planned')
    .filter((planned) => !withdrawn.has(key(planned)))
    .map(({ inject, n, action, change }) => ({ inject, n, action, change }))
    .toReversed();
}
