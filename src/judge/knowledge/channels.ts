/** Holds when each channel of customers was impaired: through what it stands on, or because cases were refused and calls not answered. */
import { channelNeeds } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { callsOf } from '../derive/asks.ts';
import { inTime, perHistory } from '../derive/per-history.ts';
import type { Channel } from '../notices/rule.ts';
import { outages, outagesOf } from './impaired.ts';
import type { Outage } from './impaired.ts';

const refusedCases = (history: History) => outages(inTime(history, 'case.moved').flatMap(({ atMs, seq, state, channel }) => (channel === undefined && (state === 'opened' || state === 'refused') ? [{ atMs, seq, ok: state === 'opened' }] : [])));
const unansweredCalls = (history: History) =>
  outages(
    callsOf(history)
      .flatMap(({ answered, lost }) => (answered !== undefined ? [{ atMs: answered.ms, seq: answered.seq, ok: true }] : lost !== undefined ? [{ atMs: lost.ms, seq: lost.seq, ok: false }] : []))
      .toSorted((a, b) => a.atMs - b.atMs),
  );

export const channelOutages = perHistory((history: History): ReadonlyMap<Channel, readonly Outage[]> => {
  const standsOn = (['email', 'status-page', 'portal', 'social', 'sms', 'account-manager'] as const).map((channel) => [channel, channelNeeds[channel].flatMap((node) => outagesOf(history)[node])] as const);
  const known = new Map<Channel, readonly Outage[]>([...standsOn, ['hotline', unansweredCalls(history)]]);
  return known.set('portal', [...(known.get('portal') ?? []), ...refusedCases(history)]);
});

export const channelDown = (history: History, channel: Channel, ms: number): Outage | undefined =>
  channelOutages(history).get(channel)?.find((span) => span.fromMs <= ms && ms < span.toMs);
