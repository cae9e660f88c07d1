/** Holds how refusals are put down in bounded number: each as it comes while they are few, then one line a second that says how many more came. */
import type { Clock } from '../ports/time.ts';
import type { Events } from '../record/events.ts';

type Refusal = Events['receiver.refused'];
type PutDown = (refusal: Refusal) => void;

interface Kept {
  last: Refusal;
  /** Since this second began: put down each, and counted together. */
  told: number;
  count: number;
  readonly putDown: PutDown;
}

const togetherMs = 1000;
const eachMax = 50;

export interface Refusals {
  tell(refusal: Refusal, putDown: PutDown): void;
  /** Puts down what was counted and not told yet. */
  settle(): void;
}

function settleOne(kept: Kept): void {
  const { last, count, putDown } = kept;
  kept.count = 0;
  if (count > 0) putDown({ ...last, count });
}

/** Alike is what one receiver answered with the same status: whatever else a sender varies, a flood of it stays a few lines a second. */
export function boundedRefusals(clock: () => Clock): Refusals {
  const kept = new Map<string, Kept>();
  const tellEachSecond = async (key: string, one: Kept) => {
    while (one.told > 0) {
      one.told = 0;
      await clock().sleep(togetherMs);
      settleOne(one);
    }
    kept.delete(key);
  };
  return {
    tell: (refusal, putDown) => {
      const key = `${refusal.receiver}/${refusal.status}`;
      const known = kept.get(key);
      const one = known ?? { last: refusal, told: 0, count: 0, putDown };
      one.last = refusal;
      one.told += 1;
      if (one.told > eachMax) one.count += 1;
      else putDown(refusal);
      if (known !== undefined) return;
      kept.set(key, one);
      // A journal that takes no more is the drill's to notice.
      tellEachSecond(key, one).catch(() => {});
    },
    settle: () => kept.forEach(settleOne),
  };
}
