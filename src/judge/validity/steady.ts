/** Holds the check `steady`: the steady state held before anything was injected. */
import { check, observing } from './check.ts';

export const steady = check({
  id: 'steady',
  title: 'The steady state held before the first inject',
  look: (history) => {
    if (observing(history)) return { is: 'not applicable', saw: 'an incident that is observed has no steady state to start from' };
    const checked = history.first('steady.checked');
    const released = history.first('inject.released');
    if (checked === undefined) return { is: 'unknown', saw: 'nobody checked the steady state' };
    if (released !== undefined && released.seq < checked.seq) return { is: 'unknown', saw: 'the steady state was checked only after the first inject', evidence: [checked.seq, released.seq] };
    return { is: checked.ok ? 'held' : 'failed', saw: checked.saw, evidence: [checked.seq] };
  },
});
