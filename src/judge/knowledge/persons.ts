/** Holds what each customer who is named was told: when, by which channel, with which words; exactly, since what reached them was seen. */
import { bitOf, type PanelChannel, panelFlags } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { perHistory } from '../derive/per-history.ts';
import { answersTo, arrivedOf, type Delivery } from './deliveries.ts';
import { anyImpaired } from './impaired.ts';
import { pageBits, panelOf } from './panel.ts';
import { type Bar, bars, clears, needsOf } from './shares.ts';

/** What a customer knows; `not known` is said of those alone for whom no canary speaks. */
export const knows = ['told', 'told wrongly', 'told only about a dead channel', 'never told', 'on no list', 'only stale contacts', 'not known'] as const;
export type Knew = (typeof knows)[number];

export interface Person {
  readonly id: string;
  readonly region: number;
  readonly tier: number;
  /** Bits of the channels by which the vendor could reach them. */
  readonly channels: number;
  readonly listed: boolean;
  /** Whether there is a contact, and all are too old. */
  readonly onlyStale: boolean;
  /** The first that reached them, by what it was worth. */
  readonly first: Readonly<Partial<Record<Bar, Delivery>>>;
  /** When each channel first told them, in milliseconds of Unix time. */
  readonly by: ReadonlyMap<PanelChannel, number>;
}

export const personsOf = perHistory((history: History): readonly Person[] => {
  const panel = panelOf(history);
  if (panel === undefined) return [];
  const { rows, named } = panel;
  const arrived = Map.groupBy(arrivedOf(history).deliveries, ({ to }) => to ?? '');
  const onPages = arrived.get('') ?? [];
  return named.map(({ id, profile }): Person => {
    const at = (column: keyof typeof rows) => rows[column][profile] ?? 0;
    const [fresh, stale, signIn, mail] = [at('fresh'), at('stale'), at('signIn'), at('mail')];
    const listed = (at('flags') & panelFlags.listed) !== 0;
    // A contact that is too old proves nothing: whoever reads there may have left long ago.
    const counts = ({ channel, to, ms }: Delivery) => (to === undefined ? (fresh & bitOf(channel)) !== 0 : (stale & bitOf(channel)) === 0) && !anyImpaired(history, needsOf(channel, signIn, mail), ms);
    const mine = [...[...onPages, ...(arrived.get(id) ?? [])].filter(counts), ...(answersTo(history).get(id) ?? [])].toSorted((a, b) => a.ms - b.ms);
    const by = new Map<PanelChannel, number>();
    for (const { channel, ms } of mine) if (!by.has(channel)) by.set(channel, ms);
    const first: Partial<Record<Bar, Delivery>> = {};
    for (const bar of bars) {
      const found = mine.find(({ worth }) => clears(bar, worth));
      if (found !== undefined) first[bar] = found;
    }
    const channels = listed ? fresh : fresh & pageBits;
    return { id, region: at('region'), tier: at('tier'), channels, listed, onlyStale: fresh === 0 && stale !== 0, first, by };
  });
});

export const otherwiseOf = (listed: boolean, onlyStale: boolean): Knew => (!listed ? 'on no list' : onlyStale ? 'only stale contacts' : 'never told');

export const knewBy = ({ first, listed, onlyStale }: Person): Knew => {
  if (first.sound !== undefined) return 'told';
  if (first.alive !== undefined) return 'told wrongly';
  return first.any === undefined ? otherwiseOf(listed, onlyStale) : 'told only about a dead channel';
};
