/** Holds the metric `reach`: the share of customers whom a notice was proved to have reached 30 minutes after the declaration. */
import { percent } from '../../bounds.ts';
import { compressionOf, declarationOf, incidentFrom, pageChannel, toldOf } from '../../clocks.ts';
import { metric, unmeasured, value } from '../../metric.ts';
import type { History } from '../../../record/history.ts';
import { nothingToTell, unread } from './incident.ts';
import { watchedUntil } from '../../derive/watched.ts';

const proofs = new Set(['delivered', 'seen', 'acknowledged']);
const bounds = percent(95, 80, 50);

/** A customer is reached by a proof of their own, or by a notice on the status page where they follow it and it could be read. */
function reachedBy(history: History, deadlineMs: number): { readonly share: number; readonly seq: number } | undefined {
  const audience = history.last('audience.listed');
  if (audience === undefined || audience.customers.length === 0) return undefined;
  const since = incidentFrom(history) ?? 0;
  const told = new Set<string>();
  for (const { to, rung, error, atMs } of history.of('notice.moved')) {
    if (to !== undefined && proofs.has(rung) && error === undefined && atMs >= since && atMs <= deadlineMs) told.add(to);
  }
  const onPage = toldOf(history).some((one) => one.channel === pageChannel && one.proved.ms <= deadlineMs);
  const reached = audience.customers.filter(({ id, channels }) => told.has(id) || (onPage && channels.includes(pageChannel)));
  return { share: reached.length / audience.customers.length, seq: audience.seq };
}

export const reach = metric({
  id: 'reach',
  title: 'Customers reached within 30 min',
  capability: 'communications',
  unit: 'share',
  critical: true,
  bounds,
  basis: '(J); confirmed by a mailbox or by a page that could be read; the 30 min are divided by the compression',
  sentence: 'A notice was proved to have reached {measured} of customers in time; the aim was {aim}.',
  measure: (history) => {
    const excused = nothingToTell(history);
    if (excused !== undefined) return excused;
    const from = declarationOf(history);
    if (from === undefined) return unmeasured('nobody declared an incident, so there is no moment to count from');
    const dueMs = from.ms + (30 * 60_000) / compressionOf(history) + (watchedUntil(history) - from.ms - history.elapsedMs(from.ms, watchedUntil(history)));
    const atMs = Math.min(dueMs, watchedUntil(history));
    const reached = reachedBy(history, atMs);
    if (reached === undefined) return unmeasured('nobody listed the customers (audience.listed)');
    const enough = 1 - reached.share <= bounds().p + 1e-9;
    const unseen = enough ? undefined : unread(history, from.ms, atMs);
    if (unseen !== undefined) return unmeasured(unseen);
    // Reach only grows, so an aim that is met early is met.
    if (!enough && dueMs > watchedUntil(history)) return unmeasured(`too short: ${Math.round(reached.share * 100)} % were reached when the drill ended, before the time was up`);
    const proof = toldOf(history).find((one) => one.proved.ms <= atMs)?.proved.seq ?? from.seq;
    return value(reached.share, from.seq, reached.seq, proof);
  },
});
