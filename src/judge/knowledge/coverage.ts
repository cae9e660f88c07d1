/** Holds who of all customers had been told what, and when: those who are named exactly, the rest as canaries of the same channel and region were. */
import { panelChannels, type PanelChannel, bitOf, pages, panelFlags } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { perHistory } from '../derive/per-history.ts';
import { arrivedOf } from './deliveries.ts';
import { pageBits, panelOf } from './panel.ts';
import { type Knew, knewBy, knows, otherwiseOf, type Person, personsOf } from './persons.ts';
import { type Bar, needsOf, shareAt, toldBy } from './shares.ts';

/** Customers who are alike in all that decides what reaches them. */
interface Group {
  readonly region: number;
  readonly tier: number;
  readonly channels: number;
  readonly signIn: number;
  readonly mail: number;
  /** What they are where nothing reached them. */
  readonly otherwise: Knew;
  count: number;
}

export interface Point {
  readonly ms: number;
  readonly told: number;
  /** Of those who have the channel. */
  readonly channels: Readonly<Partial<Record<PanelChannel, number>>>;
  readonly tiers: readonly number[];
  readonly regions: readonly number[];
}

export interface CoverageOf {
  /** Customers at the end; together all. */
  readonly knew: Readonly<Record<Knew, number>>;
  readonly curve: readonly Point[];
}

const momentsMax = 120;

/** Rows without the customers who are named, put together where they differ in nothing that matters here. */
const groupsOf = perHistory((history: History): readonly Group[] => {
  const panel = panelOf(history);
  if (panel === undefined) return [];
  const { region, tier, fresh, stale, flags, signIn, mail, count } = panel.rows;
  const namedIn = new Map<number, number>();
  for (const { profile } of panel.named) namedIn.set(profile, (namedIn.get(profile) ?? 0) + 1);
  const groups = new Map<number, Group>();
  for (let row = 0; row < count.length; row++) {
    const left = (count[row] ?? 0) - (namedIn.get(row) ?? 0);
    if (left <= 0) continue;
    const listed = ((flags[row] ?? 0) & panelFlags.listed) !== 0;
    const channels = (fresh[row] ?? 0) & (listed ? ~0 : pageBits);
    const otherwise = otherwiseOf(listed, fresh[row] === 0 && stale[row] !== 0);
    const [r = 0, t = 0, s = 0, m = 0] = [region[row], tier[row], signIn[row], mail[row]];
    const key = (((r * 64 + t) * 128 + channels) * 16 + s) * 16 + m + knows.indexOf(otherwise) * 2 ** 32;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { region: r, tier: t, channels, signIn: s, mail: m, otherwise, count: left });
    else group.count += left;
  }
  return [...groups.values()];
});

const channelsIn = (bits: number): readonly PanelChannel[] => panelChannels.filter((channel) => (bits & bitOf(channel)) !== 0);

/**
 * The share of a group that was told by then. Two channels may have told the same customers or others, which canaries of single channels don't say, so
 * the best channel counts alone: never more than was proved.
 */
const best = (history: History, group: Group, bar: Bar, ms: number): number =>
  Math.max(0, ...channelsIn(group.channels).map((channel) => shareAt(toldBy(history, channel, group.region, bar, needsOf(channel, group.signIn, group.mail)), ms)));

/** Whether a channel of theirs was used for notices, and nobody can say what came of it. */
const isUnknown = (history: History, { channels, region }: Group): boolean => {
  const { tried } = arrivedOf(history);
  return channelsIn(channels).some((channel) => !pages.includes(channel) && tried.has(channel) && toldBy(history, channel, region, 'any', 0).canaries === 0);
};

const thinned = (moments: readonly number[]): readonly number[] => {
  const step = Math.ceil(moments.length / momentsMax);
  return moments.filter((_, n) => n % step === 0 || n === moments.length - 1);
};

/** How many of all customers a notice that clears the bar had reached by a moment. */
export function toldUntil(history: History, ms: number, bar: Bar = 'any'): number {
  const persons = personsOf(history).filter(({ first }) => (first[bar]?.ms ?? Infinity) <= ms).length;
  return groupsOf(history).reduce((sum, group) => sum + group.count * best(history, group, bar, ms), persons);
}

export const coverageOf = perHistory((history: History): CoverageOf | undefined => {
  const panel = panelOf(history);
  if (panel === undefined) return undefined;
  const groups = groupsOf(history);
  const persons = personsOf(history);
  const moments = thinned([...new Set(arrivedOf(history).deliveries.map(({ ms }) => ms))]);
  const totals = { all: 0, regions: panel.regions.map(() => 0), tiers: panel.tiers.map(() => 0), channels: new Map<PanelChannel, number>() };
  const everybody = [...groups, ...persons.map(({ region, tier, channels }) => ({ region, tier, channels, count: 1 }))];
  for (const { region, tier, channels, count } of everybody) {
    totals.all += count;
    totals.regions[region] = (totals.regions[region] ?? 0) + count;
    totals.tiers[tier] = (totals.tiers[tier] ?? 0) + count;
    for (const channel of channelsIn(channels)) totals.channels.set(channel, (totals.channels.get(channel) ?? 0) + count);
  }
  const curve = moments.map((ms): Point => {
    let all = 0;
    const [regions, tiers, channels] = [panel.regions.map(() => 0), panel.tiers.map(() => 0), new Map<PanelChannel, number>()];
    const add = (region: number, tier: number, n: number) => {
      all += n;
      regions[region] = (regions[region] ?? 0) + n;
      tiers[tier] = (tiers[tier] ?? 0) + n;
    };
    const addBy = (channel: PanelChannel, n: number) => void channels.set(channel, (channels.get(channel) ?? 0) + n);
    for (const group of groups) {
      let most = 0;
      for (const channel of channelsIn(group.channels)) {
        const share = shareAt(toldBy(history, channel, group.region, 'any', needsOf(channel, group.signIn, group.mail)), ms);
        most = Math.max(most, share);
        addBy(channel, group.count * share);
      }
      add(group.region, group.tier, group.count * most);
    }
    for (const { region, tier, by } of persons) {
      const reached = [...by].filter(([, at]) => at <= ms);
      if (reached.length > 0) add(region, tier, 1);
      for (const [channel] of reached) addBy(channel, 1);
    }
    const shares = (counts: readonly number[], of: readonly number[]) => counts.map((n, at) => shareOf(n, of[at] ?? 0));
    return { ms, told: shareOf(all, totals.all), regions: shares(regions, totals.regions), tiers: shares(tiers, totals.tiers), channels: Object.fromEntries([...totals.channels].map(([channel, of]) => [channel, shareOf(channels.get(channel) ?? 0, of)])) };
  });
  return { knew: knewOf(history, groups, persons), curve };
});

/** At the end, what is left of each step is what the next one lacks. */
function knewOf(history: History, groups: readonly Group[], persons: readonly Person[]): Readonly<Record<Knew, number>> {
  const knew = Object.fromEntries(knows.map((what) => [what, 0])) as Record<Knew, number>;
  for (const person of persons) knew[knewBy(person)] += 1;
  for (const group of groups) {
    const [any, alive, sound] = [best(history, group, 'any', Infinity), best(history, group, 'alive', Infinity), best(history, group, 'sound', Infinity)];
    knew.told += group.count * sound;
    knew['told wrongly'] += group.count * (alive - sound);
    knew['told only about a dead channel'] += group.count * (any - alive);
    knew[isUnknown(history, group) ? 'not known' : group.otherwise] += group.count * (1 - any);
  }
  return knew;
}

const shareOf = (n: number, of: number): number => (of === 0 ? 0 : Math.min(1, n / of));
