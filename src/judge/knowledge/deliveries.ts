/** Holds what really arrived where: each notice that was proved to have reached somebody by name, or a page that anybody could read. */
import { addressKey, pages, type PanelChannel, panelChannels } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { answersOf, placeOf } from '../derive/asks.ts';
import { incidentFrom, toldOf } from '../derive/notices.ts';
import { perHistory } from '../derive/per-history.ts';
import { type Worth, worthOf } from './content.ts';
import { panelOf } from './panel.ts';

export interface Delivery {
  readonly notice: string;
  readonly text: string;
  readonly channel: PanelChannel;
  /** Whom it reached; undefined for a page. */
  readonly to?: string;
  readonly ms: number;
  readonly seq: number;
  readonly worth: Worth;
}

/** How the record calls some channels otherwise. */
const aliases: Readonly<Record<string, PanelChannel>> = { call: 'phone', mail: 'email' };
export const channelOf = (name: string): PanelChannel | undefined => aliases[name] ?? panelChannels.find((channel) => channel === name);

const proofs = new Set(['delivered', 'seen', 'acknowledged']);

/** What somebody told a customer who asked: it speaks for that customer alone. */
export const answersTo = perHistory((history: History): ReadonlyMap<string, readonly Delivery[]> => {
  const answers = answersOf(history).flatMap((answer): Delivery[] => {
    const { customer, text = '', atMs, seq } = answer;
    const place = placeOf(answer);
    const channel = channelOf(place === 'hotline' ? 'phone' : place);
    return customer === undefined || channel === undefined ? [] : [{ notice: `answer ${seq}`, text, channel, to: customer, ms: atMs, seq, worth: worthOf(history, text, atMs) }];
  });
  return Map.groupBy(answers, ({ to }) => to ?? '');
});

export interface Arrived {
  /** In order of time. */
  readonly deliveries: readonly Delivery[];
  /** Channels on which notices were sent off, whether or not they arrived. */
  readonly tried: ReadonlySet<PanelChannel>;
}

export const arrivedOf = perHistory((history: History): Arrived => {
  const since = incidentFrom(history) ?? Number.POSITIVE_INFINITY;
  const named = new Map<string, string>();
  for (const { id, keys } of panelOf(history)?.named ?? []) {
    named.set(id, id);
    for (const key of keys) named.set(key, id);
  }
  const moves = history.of('notice.moved').filter((moved) => moved.atMs >= since);
  const textOf = new Map<string, string>();
  for (const { notice, text } of moves) if (text !== undefined && !textOf.has(notice)) textOf.set(notice, text);
  const tried = new Set<PanelChannel>();
  const deliveries: Delivery[] = [];
  const add = (notice: string, channel: PanelChannel, ms: number, seq: number, to?: string) => deliveries.push({ notice, text: textOf.get(notice) ?? '', channel, ms, seq, worth: worthOf(history, textOf.get(notice) ?? '', ms), ...(to !== undefined && { to }) });
  for (const { notice, channel: name, to, rung, error, atMs, seq } of moves) {
    const channel = channelOf(name);
    if (channel === undefined) continue;
    tried.add(channel);
    if (to === undefined || !proofs.has(rung) || error !== undefined) continue;
    const id = named.get(to) ?? named.get(addressKey(to));
    if (id !== undefined) add(notice, channel, atMs, seq, id);
  }
  for (const { notice, channel: name, proved } of toldOf(history)) {
    const channel = channelOf(name);
    if (channel !== undefined && pages.includes(channel)) add(notice, channel, proved.ms, proved.seq);
  }
  return { deliveries: deliveries.toSorted((a, b) => a.ms - b.ms), tried };
});
