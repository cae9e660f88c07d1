/** Holds which channels failed while customers had something to be told, and which notice reached them by another way that didn't share the failure. */
import type { Way } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { hasDesk } from '../derive/asks.ts';
import { incidentFrom, proofsOf } from '../derive/notices.ts';
import { type Mark, perHistory } from '../derive/per-history.ts';
import { watchedUntil } from '../derive/watched.ts';
import { deadOf, standsOn } from './channels.ts';
import { channelOf } from './deliveries.ts';
import { impairedAt } from './impaired.ts';

export interface FailedChannel {
  readonly channel: Way;
  /** Proved dead, and since when customers had something to be told as well. */
  readonly from: Mark;
  /** When it worked again; infinite where that wasn't seen. */
  readonly backMs: number;
  /** The first proof of a notice on a channel that had nothing impaired in common with it. */
  readonly told?: Mark & { readonly channel: Way };
}

/** Two channels that stand on the same thing are one channel for as long as that is impaired. */
const sharesFate = (history: History, a: Way, b: Way, ms: number): boolean =>
  a === b || standsOn(history, a).some((node) => standsOn(history, b).includes(node) && impairedAt(history, node, ms) !== undefined);

function toldAfter(history: History, failed: Way, fromMs: number): FailedChannel['told'] {
  for (const { ms, seq, channel } of proofsOf(history)) {
    const way = ms >= fromMs ? channelOf(channel) : undefined;
    if (way !== undefined && !sharesFate(history, failed, way, ms)) return { ms, seq, channel: way };
  }
  return undefined;
}

/** Where nobody is meant to answer calls, nothing failed. */
function isStaffed(history: History, channel: Way): boolean {
  if (channel === 'account-manager') return history.first('run.opened')?.brief.responders['account-manager'] !== undefined;
  return channel !== 'hotline' || hasDesk(history);
}

/** In order of their failing; none where nothing happened that customers had to be told. */
export const failedChannels = perHistory((history: History): readonly FailedChannel[] => {
  const since = Math.max(incidentFrom(history) ?? Infinity, history.zeroMs ?? 0);
  const used = [...deadOf(history)].filter(([channel]) => isStaffed(history, channel));
  const failed = used.flatMap(([channel, spans]) =>
    spans.flatMap(({ fromMs, toMs, seq }): FailedChannel[] => {
      const from = { ms: Math.max(fromMs, since), seq };
      if (toMs <= from.ms || from.ms >= watchedUntil(history)) return [];
      const told = toldAfter(history, channel, from.ms);
      return [{ channel, from, backMs: toMs, ...(told !== undefined && { told }) }];
    }),
  );
  return failed.toSorted((a, b) => a.from.ms - b.from.ms);
});
