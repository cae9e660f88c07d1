/** Holds the customers of a run as its record lists them: the panel where it had one, or those of whom the world can show what they were told. */
import { bitOf, pages, panelChannels, panelFlags, type NamedCustomer, type PanelChannel, type PanelPart } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { perHistory } from '../derive/per-history.ts';

export interface Panel {
  readonly seq: number;
  readonly source: string;
  readonly customers: number;
  readonly regions: readonly string[];
  readonly tiers: readonly string[];
  /** One table of all rows. */
  readonly rows: PanelPart;
  readonly named: readonly NamedCustomer[];
}

/** What any part has, in one table; parts whose columns differ in length are damaged, and `rows` of such a panel would count wrongly. */
function joined(parts: readonly PanelPart[]): PanelPart {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = (column: keyof PanelPart) => parts.flatMap((part) => part[column]);
  return { region: all('region'), tier: all('tier'), fresh: all('fresh'), stale: all('stale'), flags: all('flags'), signIn: all('signIn'), mail: all('mail'), count: all('count') };
}

const isChannel = (name: string): name is PanelChannel => (panelChannels as readonly string[]).includes(name);
export const bitsOf = (channels: readonly string[]): number => channels.reduce((bits, channel) => (isChannel(channel) ? bits | bitOf(channel) : bits), 0);
export const pageBits = bitsOf(pages);

/** Whoever takes part is named, and nothing is known of how old a contact is. */
function ofAudience(history: History): Panel | undefined {
  const audience = history.last('audience.listed');
  if (audience === undefined || audience.customers.length === 0) return undefined;
  const { customers } = audience;
  const [regions, tiers] = [[...new Set(customers.map(({ region }) => region ?? 'anywhere'))], [...new Set(customers.map(({ tier }) => tier ?? 'standard'))]];
  const none = customers.map(() => 0);
  return {
    seq: audience.seq,
    source: 'the distribution list',
    customers: customers.length,
    regions,
    tiers,
    rows: {
      region: customers.map(({ region }) => regions.indexOf(region ?? 'anywhere')),
      tier: customers.map(({ tier }) => tiers.indexOf(tier ?? 'standard')),
      fresh: customers.map(({ channels }) => bitsOf(channels)),
      stale: none,
      flags: customers.map(({ channels }) => (channels.length > 0 ? panelFlags.listed : 0)),
      signIn: none,
      mail: none,
      count: customers.map(() => 1),
    },
    named: customers.map(({ id }, profile) => ({ id, profile, canary: true, keys: [] })),
  };
}

export const panelOf = perHistory((history: History): Panel | undefined => {
  const listing = history.last('panel.listed');
  if (listing === undefined) return ofAudience(history);
  const parts = history.of('panel.part').filter((part) => part.seq > listing.seq);
  const { seq, source, customers, regions, tiers, named } = listing;
  return { seq, source, customers, regions, tiers, named, rows: joined(parts) };
});
