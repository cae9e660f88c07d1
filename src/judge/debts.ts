/** Holds what a run still owes: it stays open until each customer who needs a record of the incident has its final report and has acknowledged it. */
import type { Bounds } from '../record/events.ts';
import type { History } from '../record/history.ts';
import { compressionOf } from './clocks.ts';
import { incidentOver, lastOf, owedTo, reportOf } from './derive/reports.ts';
import { finalReport } from './metrics/communications/final-report.ts';
import { preliminaryReport } from './metrics/communications/preliminary-report.ts';
import type { Metric } from './metric.ts';
import { missingParts } from './report-parts.ts';
import type { Debts, Found } from './scorecard.ts';
import { owners } from './work.ts';

const namedMost = 50;

const due = (metric: Metric, history: History, of: keyof Bounds, overMs: number): string => new Date(overMs + (metric.bounds?.(history)[of] ?? 0) / compressionOf(history)).toISOString();

/** Null where nobody is owed anything: no customer of a panel needs a record, or there was no incident. */
export function debtsOf(history: History): Debts | null {
  const owed = owedTo(history);
  const over = incidentOver(history);
  if (owed === undefined || owed.count === 0 || over === undefined) return null;
  const [preliminary, final] = [reportOf(history, 'preliminary'), reportOf(history, 'final')];
  const waiting = owed.named.filter((customer) => !final.acknowledged.has(customer));
  return {
    open: lastOf(owed, final.acknowledged) === undefined,
    customers: owed.count,
    preliminary: { delivered: preliminary.delivered.size, aimBy: due(preliminaryReport, history, 'p', over.ms), lastBy: due(preliminaryReport, history, 'm', over.ms) },
    final: { written: final.written !== undefined, delivered: final.delivered.size, acknowledged: final.acknowledged.size, aimBy: due(finalReport, history, 'p', over.ms), lastBy: due(finalReport, history, 'm', over.ms) },
    missingParts: final.written === undefined ? [] : missingParts(final.written.text).map(({ title, why }) => ({ title, why })),
    waiting: waiting.slice(0, namedMost),
    waitingMore: Math.max(0, waiting.length - namedMost),
  };
}

/** A report that lacks a part is of no use to who has to file it. */
export function debtFindings(history: History): readonly Found[] {
  const { written } = reportOf(history, 'final');
  return written === undefined ? [] : missingParts(written.text).map(({ id, title, why }) => ({ id: `report/${id}`, severity: 'high', owner: owners.communications, text: `The final report lacks a part: ${title} (${why}).`, evidence: [written.seq] }));
}

export const reportsTested = (history: History): readonly string[] => (reportOf(history, 'final').written === undefined ? [] : ['report']);
