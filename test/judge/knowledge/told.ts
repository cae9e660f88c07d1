/** Holds a drill with a panel of customers and with notices that reached some of them, for the tests of who knew what. */
import { addressKey, bitOf, nodeBits, panelFlags, panelFormat, type NamedCustomer, type PanelChannel, type PanelListing, type PanelNode, type PanelPart } from '../../../src/record/panel.ts';
import { drill } from '../drill-builder.ts';
import type { HistoryBuilder } from '../history-builder.ts';

export interface Customers {
  /** Named where given, and then a canary. */
  readonly id?: string;
  readonly count?: number;
  readonly region?: string;
  readonly tier?: string;
  readonly by: readonly PanelChannel[];
  readonly stale?: readonly PanelChannel[];
  readonly listed?: boolean;
  readonly signIn?: readonly PanelNode[];
  readonly mail?: readonly PanelNode[];
  readonly address?: string;
}

const bits = (channels: readonly PanelChannel[] = []) => channels.reduce((sum, channel) => sum | bitOf(channel), 0);

export function panel(all: readonly Customers[]): { listing: PanelListing; part: PanelPart } {
  const [regions, tiers] = [[...new Set(all.map(({ region = 'europe' }) => region))], [...new Set(all.map(({ tier = 'standard' }) => tier))]];
  const column = (value: (one: Customers) => number) => all.map(value);
  return {
    listing: {
      format: panelFormat, source: 'customers.csv', customers: all.reduce((sum, { count = 1 }) => sum + count, 0), regions, tiers, staleAfterDays: 365,
      named: all.flatMap(({ id, address, listed = true }, profile): NamedCustomer[] => (id === undefined ? [] : [{ id, profile, canary: listed, keys: address === undefined ? [] : [addressKey(address)] }])),
    },
    part: {
      region: column(({ region = 'europe' }) => regions.indexOf(region)), tier: column(({ tier = 'standard' }) => tiers.indexOf(tier)), fresh: column(({ by }) => bits(by)), stale: column(({ stale }) => bits(stale)),
      flags: column(({ listed = true }) => (listed ? panelFlags.listed : 0)), signIn: column(({ signIn = [] }) => nodeBits(signIn)), mail: column(({ mail = [] }) => nodeBits(mail)), count: column(({ count = 1 }) => count),
    },
  };
}

/** Mail is down from second 36 to 80, the flood harms users from second 31 to 42. Nobody is told anything but what the test says. */
export function drillWith(all: readonly Customers[]): HistoryBuilder {
  const { listing, part } = panel(all);
  return drill({ notices: [], noticeByMail: null }).without(({ kind }) => kind === 'audience.listed').at(-800, 'drill', 'panel.listed', listing).at(-790, 'drill', 'panel.part', part);
}

/** A notice that is proved to lie with each of `to`. */
export function delivered(builder: HistoryBuilder, second: number, notice: string, channel: string, to: readonly string[], text: string): HistoryBuilder {
  builder.at(second * 1000, 'role/communications', 'notice.moved', { notice, channel, rung: 'composed', text });
  for (const one of to) builder.at(second * 1000 + 100, 'observer/mailboxes', 'notice.moved', { notice, channel, rung: 'delivered', to: one });
  return builder;
}

/** A notice on the page, as a fetch from outside shows it. */
export const onPage = (builder: HistoryBuilder, second: number, notice: string, text: string): HistoryBuilder =>
  builder.at(second * 1000, 'observer/status-page', 'notice.moved', { notice, channel: 'status-page', rung: 'delivered', text });
