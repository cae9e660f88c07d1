/** Holds the metric `reach`: the share of customers whom a notice was proved to have reached 30 minutes after the declaration. */
import type { History } from '../../../record/history.ts';
import { percent } from '../../bounds.ts';
import { compressionOf, declarationOf, toldOf } from '../../clocks.ts';
import { coverageOf, toldUntil } from '../../knowledge/coverage.ts';
import { panelOf } from '../../knowledge/panel.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import { nothingToTell, unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

const bounds = percent(95, 80, 50);

/** How many of the bounds a share misses. */
const missed = (share: number): number => Object.values(bounds()).filter((shortfall) => 1 - share > shortfall + 1e-9).length;

/** When the time is up, in Unix milliseconds: what the facilitator held doesn't count. Undefined where there is no moment to count from. */
export function reachDueMs(history: History): number | undefined {
  const from = declarationOf(history);
  return from && from.ms + (30 * 60_000) / compressionOf(history) + (watchedUntil(history) - from.ms - history.elapsedMs(from.ms, watchedUntil(history)));
}

export const reach = metric({
  id: 'reach',
  title: 'Customers reached within 30 min',
  capability: 'communications',
  unit: 'share',
  critical: true,
  bounds,
  basis: "(J); confirmed at a canary's mailbox or number, or by a page that could be read, and extrapolated to customers with the same channel in the same region; the 30 min are divided by the compression",
  sentence: 'A notice was proved to have reached {measured} of customers in time; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const from = declarationOf(history);
    const dueMs = reachDueMs(history);
    if (from === undefined || dueMs === undefined) return unmeasured('nobody declared an incident, so there is no moment to count from');
    const atMs = Math.min(dueMs, watchedUntil(history));
    const panel = panelOf(history);
    if (panel === undefined) return unmeasured('nobody listed the customers (panel.listed, audience.listed)');
    const share = toldUntil(history, atMs) / panel.customers;
    const enough = missed(share) === 0;
    const unseen = enough ? undefined : unread(history, from.ms, atMs);
    if (unseen !== undefined) return unmeasured(unseen);
    // Reach only grows, so an aim that is met early is met.
    if (!enough && dueMs > watchedUntil(history)) return unmeasured(`too short: ${Math.round(share * 100)} % were reached when the drill ended, before the time was up`);
    const unknown = (coverageOf(history)?.knew['not known'] ?? 0) / panel.customers;
    if (missed(share) !== missed(share + unknown)) return unmeasured(`of ${Math.round(unknown * 100)} % of customers nothing is known: notices went out on a channel of theirs that no canary has`);
    const proof = toldOf(history).find((one) => one.proved.ms <= atMs)?.proved.seq ?? from.seq;
    return value(share, from.seq, panel.seq, proof);
  },
});
