/** Holds what a scorecard says of the customers: the coverage as it grew, what each of them knew, and on how many canaries that rests. */
import { bitOf, pages, panelChannels, type PanelChannel, panelFlags } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { reachDueMs } from '../metrics/communications/reach.ts';
import type { Coverage } from '../scorecard.ts';
import { arrivedOf } from './deliveries.ts';
import { coverageOf } from './coverage.ts';
import { type Panel, panelOf } from './panel.ts';
import { type Knew, knewBy, type Person, personsOf } from './persons.ts';
import { toldBy } from './shares.ts';

/** People read a list of so many. */
const listedMax = 200;
/** Worst first: whoever was told well needs no line while others do. */
const order = ['told only about a dead channel', 'told wrongly', 'never told', 'on no list', 'only stale contacts', 'not known', 'told'] as const;
const saidMax = 200;
/** Calls a second that a telephony provider lets an account start: as the scenario sets it, or one by default (Twilio, "Calls per second"). */
export const dialsPerSecondOf = (history: History): number => history.first('run.opened')?.brief.callsPerSecond ?? 1;

/** Customers whose row passes. */
export const countOf = ({ rows }: Panel, passes: (row: number) => boolean): number => rows.count.reduce((sum, count, row) => sum + (passes(row) ? count : 0), 0);

export const unlistedOf = (panel: Panel): number => countOf(panel, (row) => ((panel.rows.flags[row] ?? 0) & panelFlags.listed) === 0);
export const staleOf = (panel: Panel): number => countOf(panel, (row) => (panel.rows.stale[row] ?? 0) !== 0);
export const dialledOf = (panel: Panel): number => countOf(panel, (row) => ((panel.rows.fresh[row] ?? 0) & bitOf('phone')) !== 0);

function canariesOf(history: History, panel: Panel): Coverage['canaries'] {
  const { tried } = arrivedOf(history);
  return panelChannels.flatMap((channel) => {
    if (pages.includes(channel) || !tried.has(channel)) return [];
    return panel.regions.flatMap((region, n) => {
      const standsFor = countOf(panel, (row) => panel.rows.region[row] === n && ((panel.rows.fresh[row] ?? 0) & bitOf(channel)) !== 0);
      const { timesMs, canaries, own } = toldBy(history, channel, n, 'any', 0);
      return standsFor === 0 ? [] : [{ channel, region, canaries, told: timesMs.length, own, standsFor }];
    });
  });
}

const rounded = (knew: Readonly<Record<Knew, number>>) => Object.fromEntries(Object.entries(knew).map(([what, n]) => [what, Math.round(n)])) as Record<Knew, number>;

export function coverageCard(history: History): Coverage | null {
  const panel = panelOf(history);
  const covered = coverageOf(history);
  if (panel === undefined || covered === undefined) return null;
  const zeroMs = history.zeroMs ?? 0;
  const at = (ms: number) => Math.round(ms - zeroMs);
  const byName = (words: readonly string[], shares: readonly number[]) => Object.fromEntries(words.map((word, n) => [word, shares[n] ?? 0]));
  const line = (person: Person): Coverage['people'][number] => {
    const first = person.first.sound ?? person.first.alive ?? person.first.any;
    const common = { id: person.id, region: panel.regions[person.region] ?? '', tier: panel.tiers[person.tier] ?? '', knew: knewBy(person) };
    return first === undefined ? common : { ...common, atMs: at(first.ms), channel: first.channel satisfies PanelChannel, said: first.text.slice(0, saidMax), seq: first.seq };
  };
  const dueMs = reachDueMs(history);
  const people = personsOf(history).map(line).toSorted((a, b) => order.indexOf(a.knew) - order.indexOf(b.knew));
  const dialled = dialledOf(panel);
  const perSecond = dialsPerSecondOf(history);
  return {
    source: panel.source,
    customers: panel.customers,
    knew: rounded(covered.knew),
    curve: covered.curve.map(({ ms, told, channels, tiers, regions }) => ({ atMs: at(ms), told, channels, tiers: byName(panel.tiers, tiers), regions: byName(panel.regions, regions) })),
    canaries: canariesOf(history, panel),
    people: people.slice(0, listedMax),
    morePeople: panel.customers - Math.min(people.length, listedMax),
    unlisted: unlistedOf(panel),
    stale: staleOf(panel),
    aimAtMs: dueMs === undefined ? null : at(dueMs),
    dial: { customers: dialled, perSecond, ms: (dialled / perSecond) * 1000 },
  };
}
