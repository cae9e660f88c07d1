/** Holds what canaries say of everybody else who has the same channel in the same region: the share that was told, as it grew. */
import { bitOf, pages, type PanelChannel, panelFlags, panelNodes } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { perHistory } from '../derive/per-history.ts';
import type { Worth } from './content.ts';
import { arrivedOf, type Delivery } from './deliveries.ts';
import { anyImpaired } from './impaired.ts';
import { pageBits, panelOf } from './panel.ts';

/** What counts as told: anything, anything that led somewhere alive, or only what was right as well. */
export type Bar = 'any' | 'alive' | 'sound';
export const bars: readonly Bar[] = ['any', 'alive', 'sound'];
const passes: Readonly<Record<Bar, readonly Worth[]>> = { any: ['sound', 'dead', 'wrong'], alive: ['sound', 'wrong'], sound: ['sound'] };
export const clears = (bar: Bar, worth: Worth): boolean => passes[bar].includes(worth);

export interface Told {
  /** When each canary was first told, in order. */
  readonly timesMs: readonly number[];
  readonly canaries: number;
  /** False where the region has no canary of its own, and those of all regions stand in. */
  readonly own: boolean;
}

interface Canary {
  readonly id: string;
  readonly region: number;
  readonly fresh: number;
}

const canariesOf = perHistory((history: History): readonly Canary[] => {
  const panel = panelOf(history);
  if (panel === undefined) return [];
  const { rows, named } = panel;
  return named.flatMap(({ id, profile, canary }) => {
    const listed = ((rows.flags[profile] ?? 0) & panelFlags.listed) !== 0;
    return canary ? [{ id, region: rows.region[profile] ?? 0, fresh: (rows.fresh[profile] ?? 0) & (listed ? ~0 : pageBits) }] : [];
  });
});

const deliveriesTo = perHistory((history: History): ReadonlyMap<string, readonly Delivery[]> => Map.groupBy(arrivedOf(history).deliveries, (delivery) => `${delivery.channel}/${delivery.to ?? ''}`));

/** `needs` are the parts of the practised system that the customer's own sign-in or mail stands on: what arrived while one of them was down didn't reach them. */
const firstMs = (history: History, channel: PanelChannel, to: string, bar: Bar, needs: number): number | undefined =>
  deliveriesTo(history).get(`${channel}/${to}`)?.find(({ ms, worth }) => clears(bar, worth) && !anyImpaired(history, needs, ms))?.ms;

const known = perHistory(() => new Map<string, Told>());

/** A page tells everybody who follows it, and needs no canary but its reader. */
export function toldBy(history: History, channel: PanelChannel, region: number, bar: Bar, needs: number): Told {
  const key = `${channel}/${region}/${bar}/${needs}`;
  const cached = known(history).get(key);
  if (cached !== undefined) return cached;
  const told = pages.includes(channel) ? onPage(history, channel, bar, needs) : byCanaries(history, channel, region, bar, needs);
  known(history).set(key, told);
  return told;
}

function onPage(history: History, channel: PanelChannel, bar: Bar, needs: number): Told {
  const ms = firstMs(history, channel, '', bar, needs);
  return { timesMs: ms === undefined ? [] : [ms], canaries: 1, own: true };
}

function byCanaries(history: History, channel: PanelChannel, region: number, bar: Bar, needs: number): Told {
  const all = canariesOf(history).filter(({ fresh }) => (fresh & bitOf(channel)) !== 0);
  const here = all.filter((canary) => canary.region === region);
  const asked = here.length > 0 ? here : all;
  const timesMs = asked.flatMap(({ id }) => firstMs(history, channel, id, bar, needs) ?? []).toSorted((a, b) => a - b);
  return { timesMs, canaries: asked.length, own: here.length > 0 };
}

export const shareAt = ({ timesMs, canaries }: Told, ms: number): number => {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return canaries === 0 ? 0 : low / canaries;
};

/** What of a customer's own may be down although the channel isn't: their mail, or the sign-in that the portal asks for. */
export const needsOf = (channel: PanelChannel, signIn: number, mail: number): number => (channel === 'email' ? mail : channel === 'portal' ? signIn : 0);

/** Bits of nodes as words. */
export const nodesIn = (bits: number): readonly string[] => panelNodes.filter((_, n) => (bits & (1 << n)) !== 0);
