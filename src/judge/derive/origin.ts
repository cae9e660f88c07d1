/** Holds how much of what reached the origins was attack, by their counters, and when that fell to 5 % or less (Tm). */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { injectedGenerators, attackGenerators } from './injects.ts';
import { attackOf, attacking } from './onset.ts';
import { between, inTime, firstFrom, perHistory } from './per-history.ts';
import type { Mark } from './per-history.ts';
import { diversionOf, isPartner } from './paths.ts';
import { ownRequests } from './own-requests.ts';

type Counters = EventOf<'counters.read'>;

/** What serves users' requests in the range; a probe's path names those of any other world. */
const knownOrigins = ['communities', 'social', 'portal'];

export const originsOf = perHistory((history: History): ReadonlySet<string> => {
  const origins = new Set(knownOrigins);
  const notOrigins = new Set<string>();
  for (const { ok, via } of history.of('path.seen')) {
    const last = via.at(-1);
    if (ok && last !== undefined) origins.add(last);
    for (let i = 0; i < via.length - 1; i++) notOrigins.add(via[i] ?? '');
  }
  return new Set([...origins].filter((name) => !isPartner(name) && !notOrigins.has(name)));
});

export const countersOf = (history: History): readonly Counters[] => inTime(history, 'counters.read');

const atOrigins = (read: Counters, origins: ReadonlySet<string>) => {
  const counts = Object.entries(read.entries).flatMap(([name, count]) => (origins.has(name) ? [count.received] : []));
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
};


/** Requests of all legitimate generators (users and decoys) that were answered in a span. */
function legitimateOk(history: History, fromMs: number, toMs: number): number {
  const attackers = attackGenerators(history);
  const injected = injectedGenerators(history);
  let ok = 0;
  for (const { generator, classes } of between(inTime(history, 'traffic.second'), fromMs, toMs)) {
    if (!injected.has(generator)) for (const one of Object.values(classes)) ok += one.ok;
  }
  for (const second of between(inTime(history, 'flood.second'), fromMs, toMs)) if (!attackers.has(second.generator)) ok += second.passed;
  return ok;
}

/** The share of what origins received between two readings that wasn't legitimate; undefined where nothing can be said. */
export function attackShare(history: History, from: Counters, to: Counters): number | undefined {
  const origins = originsOf(history);
  const [before, after] = [atOrigins(from, origins), atOrigins(to, origins)];
  if (before === undefined || after === undefined || after <= before) return undefined;
  const received = after - before;
  const ours = legitimateOk(history, from.atMs, to.atMs) + ownRequests(history, from.atMs, to.atMs, origins);
  return Math.max(0, received - ours) / received;
}

/** Long enough that one request more or less doesn't decide at thirty requests a second. */
const windowMs = 3000;

export interface Mitigation {
  /** Tm, where it was seen while the attack lasted. */
  readonly tm?: Mark;
  readonly proof: Mark;
  /** Until when it was watched: the attack's end or that of the diversion. */
  readonly until: Mark;
}

/** Undefined where there was no diversion or no counters to tell by. */
export const mitigationOf = perHistory((history: History): Mitigation | undefined => {
  const attack = attackOf(history);
  const diversion = diversionOf(history);
  if (attack === undefined || diversion === undefined) return undefined;
  const untilMs = Math.min(attack.end.ms, diversion.untilMs);
  const reads = countersOf(history);
  let last: Counters | undefined;
  for (let from = firstFrom(reads, diversion.mark.ms), to = from; from < reads.length; from++) {
    const first = reads[from];
    while (to < reads.length && (reads[to]?.atMs ?? 0) < (first?.atMs ?? 0) + windowMs) to++;
    const end = reads[to];
    if (first === undefined || end === undefined || end.atMs > untilMs + 1000) break;
    const share = attackShare(history, first, end);
    if (share === undefined || !attacking(history, first.atMs, end.atMs)) continue;
    last = end;
    if (share <= 0.05 + 1e-9) return { tm: { ms: first.atMs, seq: first.seq }, proof: { ms: end.atMs, seq: end.seq }, until: attack.end };
  }
  return last && { proof: { ms: last.atMs, seq: last.seq }, until: { ms: untilMs, seq: last.seq } };
});
