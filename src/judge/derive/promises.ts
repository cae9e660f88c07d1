/** Holds the promises of a next update that were due while somebody watched, and which of them were kept. */
import type { History } from '../../record/history.ts';
import { milestone } from './milestones.ts';
import { channelOf } from '../knowledge/deliveries.ts';
import { failedChannels } from '../knowledge/failed-channels.ts';
import { toldOf } from './notices.ts';
import type { Told } from './notices.ts';
import { perHistory } from './per-history.ts';
import { watchedUntil } from './watched.ts';

export interface Promised {
  readonly told: Told;
  readonly byMs: number;
  readonly kept: boolean;
}

/** A notice goes out on all its channels within this time. */
const copyMs = 1000;

/** The same words on another channel are no update; but when a channel has failed, its readers are told elsewhere. */
const isUpdate = (one: Told, later: Told, failed: ReadonlySet<string>) => later.composedMs > one.composedMs + copyMs && (later.channel === one.channel || failed.has(channelOf(one.channel) ?? one.channel));

/** A promise that ends after the drill can't be broken in it. */
export const promisesOf = perHistory((history: History): readonly Promised[] => {
  const told = toldOf(history);
  const resolvedMs = milestone(history, 'resolved')?.atMs ?? Number.POSITIVE_INFINITY;
  const failed = new Set<string>(failedChannels(history).map(({ channel }) => channel));
  return told.flatMap((one) => {
    const byMs = one.promisedMs;
    if (byMs === undefined || byMs > watchedUntil(history)) return [];
    const next = told.find((later) => isUpdate(one, later, failed));
    return [{ told: one, byMs, kept: (next !== undefined && next.proved.ms <= byMs) || resolvedMs <= byMs }];
  });
});
