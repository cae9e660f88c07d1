/** Holds what both metrics of the support desk share: the share of customers who were answered in time, of those whose time is up. */
import type { Asked } from '../../derive/asks.ts';
import { hasDesk } from '../../derive/asks.ts';
import { watchedUntil } from '../../derive/watched.ts';
import { compressionOf } from '../../clocks.ts';
import { type Measured, notExercised, unmeasured, value } from '../../metric.ts';
import type { History } from '../../../record/history.ts';

export function answeredInTime(history: History, asked: readonly Asked[], minutes: number, what: string): Measured {
  if (!hasDesk(history)) return notExercised('nobody sits at a support desk in this scenario');
  if (asked.length === 0) return notExercised(`no ${what} came while there was something to ask`);
  const limitMs = (minutes * 60_000) / compressionOf(history);
  const inTime = ({ answered }: Asked) => answered !== undefined && answered.waitedMs <= limitMs;
  // Whoever still waits, and not yet too long, proves nothing.
  const due = asked.filter((one) => one.answered !== undefined || one.lost !== undefined || history.elapsedMs(one.from.ms, watchedUntil(history)) > limitMs);
  const [first] = due;
  if (first === undefined) return unmeasured(`too short: every ${what} was still waiting, and not yet for too long`);
  const proofs = due.slice(0, proofsMax).map(({ from, answered, lost }) => answered?.seq ?? lost?.seq ?? from.seq);
  return value(due.filter(inTime).length / due.length, first.from.seq, ...proofs);
}

/** A reader follows a few; all of them stand in the journal. */
const proofsMax = 20;
