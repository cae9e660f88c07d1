/** Holds the drill's timeline as a table: every line of the journal that isn't an aggregate of a second, with its source and how far that source's clock may be off. */
import { evidenceOf } from '../../judge/evidence.ts';
import type { Kind } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { csv } from '../csv.ts';

/** One a second or more often; they stay in the journal. */
const aggregates: ReadonlySet<Kind> = new Set<Kind>(['traffic.second', 'flood.second', 'counters.read', 'probes.seen', 'path.seen', 'observer.beat', 'status.fetched', 'deploy.probed', 'ledger.checked', 'rota.seen', 'alerts.read']);

export function timelineCsv(history: History): string {
  const lines = evidenceOf(history, history.events.filter(({ kind }) => !aggregates.has(kind)).map(({ seq }) => seq));
  const rows = lines.map(({ seq, offsetMs, by, kind, text }) => {
    const event = history.at(seq);
    const atMs = event !== undefined && 'atMs' in event ? event.atMs : event?.heardMs;
    const off = event !== undefined && 'clockErrMs' in event ? event.clockErrMs : undefined;
    return [seq, atMs === undefined ? undefined : new Date(atMs).toISOString(), offsetMs, by, off, kind, text];
  });
  return csv(['line', 'time (UTC)', 'offset (ms)', 'source', 'clock error (ms)', 'event', 'what it says'], rows);
}
