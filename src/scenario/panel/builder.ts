/** Holds how customers become a panel: counted by profile as they come, so that a million of them never stand in memory at once. */
import type { Member } from '../../ports/plays.ts';
import type { Random } from '../../ports/time.ts';
import { addressKey, bitOf, canaryMailbox, canaryNumber, pages, panelChannels, panelFlags, panelFormat, type PanelListing, type PanelPart, rowsPerPart } from '../../record/panel.ts';
import type { Customer, PanelIssue, Place } from './customer.ts';
import { createCanaries } from './canaries.ts';
import { type Dependencies, follower } from './parties.ts';

export interface Panel {
  readonly listing: PanelListing;
  readonly parts: readonly PanelPart[];
  readonly members: readonly Member[];
}

export interface PanelOptions {
  readonly source: string;
  readonly staleAfterDays: number;
  readonly dependencies: Dependencies;
  readonly random: Random;
}

type Report = (issue: PanelIssue) => void;

export interface PanelBuilder {
  wrong(issue: PanelIssue): void;
  /** Reads a customer, and takes them unless something about them is wrong. */
  take(read: (report: Report) => Customer, place: (field: string) => Place | undefined): void;
  /** Whether so much is wrong, or there are so many, that reading on helps nobody. */
  isFull(): boolean;
  /** All that is wrong, or the panel. */
  done(): { readonly issues: readonly PanelIssue[]; readonly more: boolean } | { readonly panel: Panel };
}

const issuesMax = 20;
export const customersMax = 1_000_000;
const wordsMax = 64;
/** How many values each column of a profile may take, so that one number stands for all of them. */
const bases = [wordsMax, wordsMax, 128, 128, 16, 16, 16];
/** Of those on no list so many are named; the rest is counted. */
const unlistedMax = 100;

/** Words in the order in which they were met, by number. */
function dictionary() {
  const numbers = new Map<string, number>();
  return {
    words: () => [...numbers.keys()],
    of: (word: string): number => {
      const known = numbers.get(word) ?? numbers.size;
      numbers.set(word, known);
      return known;
    },
  };
}

export function panelBuilder({ source, staleAfterDays, dependencies, random }: PanelOptions): PanelBuilder {
  const issues: PanelIssue[] = [];
  /** With the line of each, as far as it stood in a file. */
  const ids = new Map<string, number | undefined>();
  /** Only those who use somebody else's: `own` is what nearly all have. */
  const uses = { signIn: new Map<string, string>(), mail: new Map<string, string>() };
  const waiting: { readonly customer: Customer; readonly place: (field: string) => Place | undefined }[] = [];
  const [regions, tiers] = [dictionary(), dictionary()];
  const rows = new Map<number, number>();
  const columns = { region: [] as number[], tier: [] as number[], fresh: [] as number[], stale: [] as number[], flags: [] as number[], signIn: [] as number[], mail: [] as number[], count: [] as number[] };
  const canaries = createCanaries(random);
  const unlisted: { customer: Customer; profile: number }[] = [];
  const wrong: Report = (issue) => void issues.push(issue);
  const bare = { signIn: follower('signIn', dependencies, () => undefined), mail: follower('mail', dependencies, () => undefined) };

  const add = (customer: Customer, signIn: number, mail: number) => {
    let [fresh, stale] = [0, 0];
    for (const channel of panelChannels) {
      const contact = customer.contacts[channel];
      if (contact === undefined) continue;
      if ((contact.ageDays ?? 0) >= staleAfterDays) stale |= bitOf(channel);
      else fresh |= bitOf(channel);
    }
    const { listed, needsRecord, managed, delegated } = customer;
    const flags = (listed ? panelFlags.listed : 0) | (needsRecord ? panelFlags.needsRecord : 0) | (managed ? panelFlags.managed : 0) | (delegated ? panelFlags.delegated : 0);
    const values = [regions.of(customer.region), tiers.of(customer.tier), fresh, stale, flags, signIn, mail] as const;
    let key = 0;
    for (let n = 0; n < values.length; n++) key = key * (bases[n] ?? 1) + (values[n] ?? 0);
    let profile = rows.get(key);
    if (profile === undefined) {
      profile = rows.size;
      rows.set(key, profile);
      for (const [n, name] of (['region', 'tier', 'fresh', 'stale', 'flags', 'signIn', 'mail'] as const).entries()) columns[name].push(values[n] ?? 0);
      columns.count.push(0);
    }
    columns.count[profile] = (columns.count[profile] ?? 0) + 1;
    canaries.offer(customer, profile, fresh);
    if (!listed && unlisted.length < unlistedMax) unlisted.push({ customer, profile });
  };

  const resolve = () => {
    const follow = { signIn: follower('signIn', dependencies, (id) => (ids.has(id) ? (uses.signIn.get(id) ?? 'own') : undefined)), mail: follower('mail', dependencies, (id) => (ids.has(id) ? (uses.mail.get(id) ?? 'own') : undefined)) };
    const named = new Set<string>();
    for (const { customer, place } of waiting) {
      const bits = { signIn: 0, mail: 0 };
      for (const [kind, field] of [['signIn', 'sign_in'], ['mail', 'mail_by']] as const) {
        const followed = follow[kind](customer[kind]);
        if ('bits' in followed) bits[kind] = followed.bits;
        else if ('unknown' in followed) wrong({ at: place(field), expected: '"own", "vendor", the id of a customer or a party of the scenario\'s panel.dependencies', got: JSON.stringify(followed.unknown) });
        else {
          // Everybody on a cycle meets the same one.
          const cycle = followed.cycle.slice(1).toSorted().join(' ');
          if (!named.has(cycle)) wrong({ at: place(field), expected: 'dependencies without a cycle', got: followed.cycle.join(' -> ') });
          named.add(cycle);
        }
      }
      add(customer, bits.signIn, bits.mail);
    }
  };

  const panelOf = (): Panel => {
    const chosen = canaries.chosen();
    const known = new Set(chosen.map(({ customer }) => customer.id));
    const others = unlisted.filter(({ customer }) => !known.has(customer.id));
    const isAddress = (text: string) => text.includes('@') || text.startsWith('+');
    const keysOf = ({ contacts, id }: Customer, n: number) => [...new Set([canaryMailbox(id), canaryNumber(n), ...Object.values(contacts).map(({ address }) => address)].filter(isAddress).map(addressKey))];
    const named = [...chosen.map(({ customer, profile }, n) => ({ id: customer.id, profile, canary: true, keys: keysOf(customer, n) })), ...others.map(({ customer, profile }) => ({ id: customer.id, profile, canary: false, keys: [] }))];
    const parts = Array.from({ length: Math.ceil(rows.size / rowsPerPart) }, (_, n): PanelPart => {
      const slice = (values: readonly number[]) => values.slice(n * rowsPerPart, (n + 1) * rowsPerPart);
      return { region: slice(columns.region), tier: slice(columns.tier), fresh: slice(columns.fresh), stale: slice(columns.stale), flags: slice(columns.flags), signIn: slice(columns.signIn), mail: slice(columns.mail), count: slice(columns.count) };
    });
    return {
      listing: { format: panelFormat, source, customers: ids.size, regions: regions.words(), tiers: tiers.words(), staleAfterDays, named },
      parts,
      // A page that they follow tells also those who are on no list.
      members: chosen.map(({ customer }, n) => ({ id: customer.id, address: canaryMailbox(customer.id), phone: canaryNumber(n), region: customer.region, tier: customer.tier, channels: panelChannels.filter((channel) => customer.contacts[channel] !== undefined && (customer.listed || pages.includes(channel))), managed: customer.managed })),
    };
  };

  return {
    wrong,
    isFull: () => issues.length >= issuesMax || ids.size > customersMax,
    take: (read, place) => {
      const before = issues.length;
      const customer = read(wrong);
      const { id, signIn, mail } = customer;
      if (ids.has(id)) wrong({ at: place('id'), expected: 'each customer once', got: `${JSON.stringify(id)} again${ids.get(id) === undefined ? '' : `, first in line ${ids.get(id)}`}` });
      else ids.set(id, place('id')?.line);
      if (issues.length > before) return;
      if (ids.size > customersMax) wrong({ at: place('id'), expected: `at most ${customersMax} customers`, got: 'one more' });
      if (signIn !== 'own') uses.signIn.set(id, signIn);
      if (mail !== 'own') uses.mail.set(id, mail);
      const [a, b] = [bare.signIn(signIn), bare.mail(mail)];
      if ('bits' in a && 'bits' in b) add(customer, a.bits, b.bits);
      // Whose services they use may stand further down.
      else waiting.push({ customer, place });
    },
    done: () => {
      if (issues.length === 0 && ids.size === 0) wrong({ expected: 'at least one customer', got: 'none' });
      if (issues.length === 0) resolve();
      for (const [what, list] of [['regions', regions], ['tiers', tiers]] as const) if (list.words().length > wordsMax) wrong({ expected: `at most ${wordsMax} ${what}`, got: `${list.words().length}` });
      return issues.length > 0 ? { issues: issues.slice(0, issuesMax), more: issues.length >= issuesMax } : { panel: panelOf() };
    },
  };
}
