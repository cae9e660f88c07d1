/** Holds which way traffic went, as probes proved it: onto the partner's path, to another partner, around it, and back. */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { divertPlays, failbackCommandOf } from './commands.ts';
import { attackOf } from './onset.ts';
import { byTime, firstFrom, perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';
import { watchedUntil } from './watched.ts';

export type Probe = EventOf<'path.seen'>;

/** Partners are named `partner-…` in every world. */
export const isPartner = (name: string): boolean => name.startsWith('partner');
export const partnerOf = (probe: Probe): string | undefined => probe.via.find(isPartner);

export const probesOf = perHistory((history: History): ReadonlyMap<string, readonly Probe[]> => {
  const entries = new Map<string, Probe[]>();
  for (const probe of history.of('path.seen')) {
    const list = entries.get(probe.entry);
    if (list === undefined) entries.set(probe.entry, [probe]);
    else list.push(probe);
  }
  return new Map([...entries].map(([entry, probes]) => [entry, byTime(probes)]));
});

/** The way in that is diverted: the entry with most probes through a partner since the attack began. */
export const mainEntry = perHistory((history: History): string | undefined => {
  const since = attackOf(history)?.t0.ms ?? 0;
  const through = [...probesOf(history)].map(([entry, probes]) => ({ entry, n: probes.filter((probe) => probe.atMs >= since && partnerOf(probe) !== undefined).length }));
  const most = through.toSorted((a, b) => b.n - a.n)[0];
  return most !== undefined && most.n > 0 ? most.entry : undefined;
});

/** Twenty probes show "at least 95 %"; where fewer came before the end, five must, without exception. */
const wantedProbes = 20;
const fewestProbes = 5;

/** The first probe from `fromMs` on that begins a run of probes of which at least 95 % are `on` their way. */
export function settledFrom(probes: readonly Probe[], fromMs: number, on: (probe: Probe) => boolean): { mark: Mark; proof: Mark } | undefined {
  const start = firstFrom(probes, fromMs);
  for (let i = start; i + fewestProbes <= probes.length; i++) {
    const first = probes[i];
    if (first === undefined || !on(first)) continue;
    const run = probes.slice(i, i + wantedProbes);
    const last = run.at(-1);
    if (last !== undefined && run.filter(on).length >= 0.95 * run.length) return { mark: { ms: first.atMs, seq: first.seq }, proof: { ms: last.atMs, seq: last.seq } };
  }
  return undefined;
}

/** Until when the diversion was meant to hold: the command to fail back, the drill's own withdrawal of the play, or the end. */
const meantUntil = perHistory((history: History): number => {
  const plays = divertPlays(history);
  const withdrawn = history.of('change.withdrawing').find((event) => plays.has(`${event.inject} ${event.n}`));
  return Math.min(failbackCommandOf(history)?.ms ?? Number.POSITIVE_INFINITY, withdrawn?.heardMs ?? Number.POSITIVE_INFINITY, watchedUntil(history));
});

export interface Diversion {
  /** Tdiv. */
  readonly mark: Mark;
  readonly proof: Mark;
  readonly partner: string;
  readonly untilMs: number;
}

/** Tdiv: at least 95 % of the probes of the diverted entry are seen at a partner. */
export const diversionOf = perHistory((history: History): Diversion | undefined => {
  const entry = mainEntry(history);
  const since = attackOf(history)?.t0.ms ?? history.zeroMs ?? 0;
  if (entry === undefined) return undefined;
  const untilMs = meantUntil(history);
  const probes = (probesOf(history).get(entry) ?? []).filter((probe) => probe.atMs < untilMs);
  const settled = settledFrom(probes, since, (probe) => partnerOf(probe) !== undefined);
  const first = settled && probes.find((probe) => probe.seq === settled.mark.seq);
  return settled && { ...settled, partner: (first && partnerOf(first)) ?? 'partner', untilMs };
});

/** Tback: after the command to fail back, at least 95 % of the probes take the direct path again and are answered. */
export const failbackOf = perHistory((history: History): { mark: Mark; proof: Mark } | undefined => {
  const entry = mainEntry(history);
  const commanded = failbackCommandOf(history);
  if (entry === undefined || commanded === undefined) return undefined;
  return settledFrom(probesOf(history).get(entry) ?? [], commanded.ms, (probe) => probe.ok && partnerOf(probe) === undefined);
});
