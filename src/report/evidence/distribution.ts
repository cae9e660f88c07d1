/** Holds the distribution of the written reports: who is on the list, who had each, who acknowledged it, and whose word that is. */
import { owedTo, reportOf } from '../../judge/derive/reports.ts';
import type { History } from '../../record/history.ts';
import { sources } from '../words.ts';

export interface Distributed {
  readonly report: 'preliminary' | 'final';
  readonly customer: string;
  /** Unix milliseconds; undefined where it wasn't proved. */
  readonly deliveredMs: number | undefined;
  readonly acknowledgedMs: number | undefined;
  /** Of the later of the two; empty where there is neither. */
  readonly saidBy: string;
}

/** Those who need a record and whose ids are in the journal, then whoever else had it. */
export function distributionOf(history: History): readonly Distributed[] {
  return (['preliminary', 'final'] as const).flatMap((report) => {
    const { delivered, acknowledged } = reportOf(history, report);
    const list = new Set([...(owedTo(history)?.named ?? []), ...delivered.keys(), ...acknowledged.keys()]);
    return [...list].map((customer): Distributed => {
      const [had, confirmed] = [delivered.get(customer), acknowledged.get(customer)];
      const last = history.at((confirmed ?? had)?.seq ?? -1);
      return { report, customer, deliveredMs: had?.ms, acknowledgedMs: confirmed?.ms, saidBy: last?.kind === 'report.moved' ? `${last.role} (${sources[last.source]})` : '' };
    });
  });
}
