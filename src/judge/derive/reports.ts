/** Holds what a run still owes once its incident is over: the written report, to each customer who has to file one, and their acknowledgement. */
import type { History } from '../../record/history.ts';
import { panelFlags } from '../../record/panel.ts';
import { milestone } from './milestones.ts';
import { attackOf } from './onset.ts';
import { perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';

export type ReportKind = 'preliminary' | 'final';

export interface Owed {
  /** How many customers need a record of the incident. */
  readonly count: number;
  /** Those of them whose ids are in the record. */
  readonly named: readonly string[];
}

/** Undefined where no panel was listed: then nobody knows who needs one. */
export const owedTo = perHistory((history: History): Owed | undefined => {
  const listed = history.last('panel.listed');
  if (listed === undefined) return undefined;
  const parts = history.of('panel.part').filter(({ seq }) => seq > listed.seq);
  const flags = parts.flatMap((part) => part.flags);
  const needs = (profile: number) => ((flags[profile] ?? 0) & panelFlags.needsRecord) !== 0;
  return { count: parts.flatMap((part) => part.count).reduce((sum, count, profile) => sum + (needs(profile) ? count : 0), 0), named: listed.named.filter(({ profile }) => needs(profile)).map(({ id }) => id) };
});

/** When the incident was over, from which the time for its report counts; undefined where there was none. */
export const incidentOver = perHistory((history: History): Mark | undefined => {
  const resolved = milestone(history, 'resolved');
  if (resolved !== undefined) return { ms: resolved.atMs, seq: resolved.seq };
  return attackOf(history)?.end;
});

export interface ReportState {
  /** Undefined while nobody wrote it. */
  readonly written: (Mark & { readonly text: string }) | undefined;
  /** By customer: when it was proved to be there, and when they acknowledged it. */
  readonly delivered: ReadonlyMap<string, Mark>;
  readonly acknowledged: ReadonlyMap<string, Mark>;
}

const proves: Readonly<Record<'delivered' | 'acknowledged', ReadonlySet<string>>> = { delivered: new Set(['delivered', 'seen', 'acknowledged']), acknowledged: new Set(['acknowledged']) };

function firsts(history: History, kind: ReportKind, rungs: ReadonlySet<string>): ReadonlyMap<string, Mark> {
  const found = new Map<string, Mark>();
  for (const { report, customer, rung, atMs, seq } of history.of('report.moved')) {
    if (report !== kind || customer === undefined || !rungs.has(rung)) continue;
    const known = found.get(customer);
    if (known === undefined || atMs < known.ms) found.set(customer, { ms: atMs, seq });
  }
  return found;
}

/** A postmortem that a status page published is a final report; its notice is named so by the receiver that heard of it. */
const postmortem = /^statuspage-postmortem-/;

/** The newest text counts: a report may be written again when parts of it were missing. */
function writtenOf(history: History, kind: ReportKind): ReportState['written'] {
  const told = history.of('report.moved').filter((moved) => moved.report === kind);
  const published = kind === 'final' ? history.of('notice.moved').filter(({ notice, error }) => postmortem.test(notice) && error === undefined) : [];
  const newest = [...published, ...told].filter(({ text }) => text !== undefined).toSorted((a, b) => a.atMs - b.atMs).at(-1);
  return newest && { ms: newest.atMs, seq: newest.seq, text: newest.text ?? '' };
}

export function reportOf(history: History, kind: ReportKind): ReportState {
  return {
    written: writtenOf(history, kind),
    delivered: firsts(history, kind, proves.delivered),
    acknowledged: firsts(history, kind, proves.acknowledged),
  };
}

/** Until when anything is known of the time after the incident, by the incident's own clock. */
export const knownUntil = perHistory((history: History): Mark => {
  const told = [...history.of('report.moved'), ...history.of('debts.looked')].toSorted((a, b) => b.atMs - a.atMs)[0];
  return told !== undefined && told.atMs > history.endMs ? { ms: told.atMs, seq: told.seq } : { ms: history.endMs, seq: history.events.at(-1)?.seq ?? 0 };
});

/** The moment at which the last of those who need it had it; undefined while somebody waits. */
export function lastOf(owed: Owed, had: ReadonlyMap<string, Mark>): Mark | undefined {
  const named = new Set(owed.named);
  const counts = [...had].filter(([customer]) => named.has(customer) || named.size < owed.count);
  if (counts.length < owed.count || owed.named.some((customer) => !had.has(customer))) return undefined;
  return counts.map(([, mark]) => mark).toSorted((a, b) => b.ms - a.ms)[0];
}
