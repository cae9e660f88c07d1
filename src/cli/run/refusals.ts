/** Holds how refusals are put down in bounded number: the first of its kind at once, then one line a second that says how many more came. */
import type { Clock } from '../../ports/time.ts';
import type { Events } from '../../record/events.ts';

type Refusal = Events['receiver.refused'];
type PutDown = (refusal: Refusal) => void;

interface Kept {
  last: Refusal;
  count: number;
  readonly putDown: PutDown;
}

const togetherMs = 1000;

export interface Refusals {
  tell(refusal: Refusal, putDown: PutDown): void;
  /** Puts down what was counted and not told yet. */
  settle(): void;
}

/** False where there is nothing to tell. */
function settleOne(kept: Kept): boolean {
  const { last, count, putDown } = kept;
  kept.count = 0;
  if (count > 0) putDown({ ...last, count });
  return count > 0;
}

/** Alike is what one receiver answered with the same status: whatever else a sender varies, a flood of it stays a line a second. */
export function boundedRefusals(clock: () => Clock): Refusals {
  const kept = new Map<string, Kept>();
  const tellEachSecond = async (key: string, one: Kept) => {
    do await clock().sleep(togetherMs);
    while (settleOne(one));
    kept.delete(key);
  };
  return {
    tell: (refusal, putDown) => {
      const key = `${refusal.receiver}/${refusal.status}`;
      const like = kept.get(key);
      if (like !== undefined) {
        Object.assign(like, { last: refusal, count: like.count + 1 });
        return;
      }
      putDown(refusal);
      const one = { last: refusal, count: 0, putDown };
      kept.set(key, one);
      // A journal that takes no more is the drill's to notice.
      tellEachSecond(key, one).catch(() => {});
    },
    settle: () => kept.forEach(settleOne),
  };
}
