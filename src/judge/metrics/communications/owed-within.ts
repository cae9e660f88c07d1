/** Holds what both metrics of reports measure: from the end of the incident until the last customer who needs a record had it. */
import type { Bounds } from '../../../record/events.ts';
import type { History } from '../../../record/history.ts';
import { compressionOf } from '../../clocks.ts';
import { incidentOver, knownUntil, lastOf, owedTo, reportOf } from '../../derive/reports.ts';
import type { ReportKind } from '../../derive/reports.ts';
import { atLeast, notExercised, value } from '../../metric.ts';
import type { Measured } from '../../metric.ts';

/** While there is time left the run is open, which is neither a pass nor a failure; once the last bound is over, it is one. */
export function owedWithin(history: History, kind: ReportKind, had: 'delivered' | 'acknowledged', bounds: Bounds): Measured {
  const owed = owedTo(history);
  if (owed === undefined) return notExercised('the scenario has no panel of customers, so nobody is known to need a record');
  if (owed.count === 0) return notExercised('no customer of the panel needs a record of an incident');
  const over = incidentOver(history);
  if (over === undefined) return notExercised('there was no incident to report on');
  const last = lastOf(owed, reportOf(history, kind)[had]);
  if (last !== undefined) return value(Math.max(0, last.ms - over.ms), over.seq, last.seq);
  if (history.first('run.opened')?.simulated === true) return notExercised('a simulated drill ends with its timeline, and nobody writes its report');
  const until = knownUntil(history);
  const dueMs = over.ms + bounds.m / compressionOf(history);
  if (until.ms <= dueMs) return notExercised(`the run is open: ${owed.count} customers wait for it, until ${new Date(dueMs).toISOString()} at the latest`);
  return atLeast(until.ms - over.ms, over.seq, until.seq);
}
