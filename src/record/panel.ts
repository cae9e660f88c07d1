/**
 * Holds the recorded form of a customer panel: who could be told, by which channels, and how well each contact is kept; no names and no addresses.
 * Customers who are alike are counted together: a row holds one profile and how many have it, so that a million customers take a few thousand rows.
 */

/** Version of this form. A judge keeps understanding every version that was ever written. */
export const panelFormat = 1;

/** Ways to a customer; their order gives the bits of `fresh` and `stale`. */
export const panelChannels = ['email', 'phone', 'sms', 'social', 'status-page', 'portal', 'account-manager'] as const;
export type PanelChannel = (typeof panelChannels)[number];

/** Where the vendor publishes, and whoever follows can read: such a notice has no addressee. */
export const pages: readonly PanelChannel[] = ['status-page', 'social'];

/** What of the practised system can be shown to be impaired; their order gives the bits of `signIn` and `mail`. */
export const panelNodes = ['edge', 'mail', 'portal', 'status-page'] as const;
export type PanelNode = (typeof panelNodes)[number];

/** Where customers are told, and where they turn to: `phone` is a call to them, `hotline` one of theirs. */
export const ways = [...panelChannels, 'hotline'] as const;
export type Way = (typeof ways)[number];

/** What each channel shares its fate with in the practice range, and wherever a scenario doesn't say otherwise. */
export const channelNeeds: Readonly<Record<Way, readonly PanelNode[]>> = {
  email: ['mail'],
  phone: [],
  sms: [],
  social: [],
  'status-page': ['status-page'],
  portal: ['edge', 'portal'],
  'account-manager': [],
  hotline: [],
};

/** Bits of `flags`. */
export const panelFlags = { listed: 1, needsRecord: 2, managed: 4, delegated: 8 } as const;

export interface NamedCustomer {
  readonly id: string;
  /** Number of the profile's row, counted from 0 through all parts. */
  readonly profile: number;
  /** Canaries are real mailboxes, numbers and readers in the drill; the others are named because nobody would tell them. */
  readonly canary: boolean;
  /** `addressKey` of each address of theirs, so that a receiver's observation finds its customer although no address is recorded. */
  readonly keys: readonly string[];
}

export interface PanelListing {
  readonly format: number;
  /** Where the panel came from, in words. */
  readonly source: string;
  readonly customers: number;
  readonly regions: readonly string[];
  readonly tiers: readonly string[];
  /** From this age on a contact counts as stale. */
  readonly staleAfterDays: number;
  /** Everybody in a small panel; in a large one the canaries, and some of those who are on no list. */
  readonly named: readonly NamedCustomer[];
}

/** Columns of equal length, a row a profile. Bits follow the lists above. */
export interface PanelPart {
  readonly region: readonly number[];
  readonly tier: readonly number[];
  /** Channels by which somebody can be reached. */
  readonly fresh: readonly number[];
  /** Channels whose contact is older than `staleAfterDays`. */
  readonly stale: readonly number[];
  readonly flags: readonly number[];
  /** What the customer's sign-in (SSO) needs of the practised system. */
  readonly signIn: readonly number[];
  /** What the customer's own mail needs of it. */
  readonly mail: readonly number[];
  readonly count: readonly number[];
}

/** Rows in one line of a journal. */
export const rowsPerPart = 20_000;

export const bitOf = (channel: PanelChannel): number => 1 << panelChannels.indexOf(channel);
export const nodeBits = (nodes: readonly PanelNode[]): number => nodes.reduce((bits, node) => bits | (1 << panelNodes.indexOf(node)), 0);

/** The sandbox mailbox of a canary: no real customer has an address there (RFC 2606). */
export const canaryMailbox = (id: string): string => `${id}@customers.example`;

/** The sandbox number of the nth canary: 555-0100 to 555-0199 of each area code are given to nobody (NANPA). */
export const canaryNumber = (n: number): string => `+1${200 + Math.floor(n / 100)}55501${String(n % 100).padStart(2, '0')}`;

/** FNV-1a over an address without what people put in to read it better: names an address without telling it. */
export function addressKey(address: string): string {
  let h = 0x811c9dc5;
  for (const character of address.toLowerCase().replaceAll(/[ ().-]/g, '')) h = Math.imul(h ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}
