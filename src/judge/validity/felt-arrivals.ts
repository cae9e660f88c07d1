/** Holds whether a flood arrived: the entry's own count, without legitimate users, against what the generator offered. */
import type { Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import type { Staged } from '../clocks.ts';
import { countersOf, isPartner } from '../clocks.ts';
import { between, firstFrom } from '../derive/per-history.ts';
import { sentOf } from '../derive/sent.ts';
import type { Seen } from './check.ts';

/** From the start of the flood's last second: requests under way when it ended are counted a little later, but the next flood's shouldn't be. */
const lateMs = 1200;

export function arrived(history: History, _staged: Staged, expected: Extract<Expectation, { see: 'arrivals' }>): Seen {
  const own = sentOf(history).filter((second) => second.generator === expected.generator);
  const [first, last] = [own[0], own.at(-1)];
  const offered = own.reduce((sum, second) => sum + second.offered, 0);
  if (first === undefined || last === undefined || offered === 0) return { is: 'failed', saw: `generator ${expected.generator} offered nothing`, evidence: [] };

  const reads = countersOf(history);
  const from = reads[firstFrom(reads, first.atMs - 1000) - 1] ?? reads[0];
  const to = reads[firstFrom(reads, last.atMs + lateMs)] ?? reads.at(-1);
  if (from === undefined || to === undefined || to.atMs <= from.atMs) return { is: 'unknown', saw: 'nobody read the counters around the flood', evidence: [first.seq, last.seq] };
  const others = othersBetween(history, expected.generator, from.atMs, to.atMs);
  // The outermost entry sees everything; which one that is shows in its count.
  const entries = Object.keys(to.entries).filter((name) => !isPartner(name));
  const received = Math.max(0, ...entries.map((name) => (to.entries[name]?.received ?? 0) - (from.entries[name]?.received ?? 0)));
  const share = Math.max(0, received - others) / offered;
  const text = `${Math.round(Math.min(1, share) * 1000) / 10} % of ${offered} offered requests arrived, at least ${Math.round(expected.shareMin * 100)} % were expected`;
  return { is: share >= expected.shareMin ? 'held' : 'failed', saw: text, evidence: [first.seq, last.seq, from.seq, to.seq] };
}

/** What all other generators sent meanwhile. */
const othersBetween = (history: History, generator: string, fromMs: number, toMs: number): number =>
  between(sentOf(history), fromMs, toMs).reduce((sum, second) => (second.generator === generator ? sum : sum + second.sent), 0);
