/** Holds panels that are made up from a seed: as many customers as a scenario asks for, with contacts as well kept as it says. */
import { z } from 'zod';
import type { Random } from '../../ports/time.ts';
import type { PanelChannel } from '../../record/panel.ts';
import type { Contact, Customer } from './customer.ts';
import type { PanelBuilder } from './builder.ts';

const share = z.number().min(0).max(1);
const word = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
const shares = (what: string, usual: Readonly<Record<string, number>>) =>
  z
    .record(word, z.number().positive().max(1))
    .refine((given) => Math.abs(Object.values(given).reduce((sum, one) => sum + one, 0) - 1) < 0.001, { error: 'expected shares that add up to 1' })
    .default(usual)
    .describe(what);

/** Shares of customers who have each kind of contact; all (J). */
const contacts = z.strictObject({
  email: share.default(0.92),
  phone: share.default(0.7),
  sms: share.default(0.35),
  social: share.default(0.15),
  'status-page': share.default(0.4),
  portal: share.default(0.8),
  'account-manager': share.default(0.1),
});

export const generated = z.strictObject({
  customers: z.int().min(10).max(1_000_000).describe('how many customers'),
  regions: shares('the share of each region; together 1', { americas: 0.6, europe: 0.3, asia: 0.1 }),
  tiers: shares('the share of each tier; together 1', { enterprise: 0.1, business: 0.3, standard: 0.6 }),
  contacts: contacts.prefault({}).describe('share of customers who have each kind of contact'),
  stale: share.default(0.08).describe('share of contacts that nobody confirmed for longer than `staleAfter` says'),
  unlisted: share.default(0.02).describe('share of customers who are on no notification list'),
  needsRecord: share.default(0.15).describe('share of customers whose procedures (ISO 9001, ISO 27001) ask for a written report'),
  delegates: share.default(0.5).describe('share of account managers for whom somebody stands in'),
  signInByVendor: share.default(0.2).describe("share of customers who sign in through the vendor, and share its edge's fate"),
  mailByVendor: share.default(0.02).describe("share of customers whose own mail runs through the vendor's"),
});
export type Generated = z.output<typeof generated>;

function picker(given: Readonly<Record<string, number>>, random: Random): () => string {
  const words = Object.entries(given);
  return () => {
    let left = random.next();
    for (const [name, part] of words) if ((left -= part) < 0) return name;
    return words.at(-1)?.[0] ?? '';
  };
}

/** Addresses are the canaries' own, which derive from the id, so a contact needs none here. */
export function generate(spec: Generated, staleAfterDays: number, random: Random, builder: PanelBuilder): void {
  const [region, tier] = [picker(spec.regions, random.fork('regions')), picker(spec.tiers, random.fork('tiers'))];
  const draw = random.fork('customers');
  const digits = String(spec.customers).length;
  const channels = Object.entries(spec.contacts) as [PanelChannel, number][];
  for (let n = 1; n <= spec.customers; n++) {
    const held: Partial<Record<PanelChannel, Contact>> = {};
    for (const [channel, part] of channels) if (draw.next() < part) held[channel] = { address: '', ageDays: draw.next() < spec.stale ? staleAfterDays : 0 };
    // Readers of a page are no entries that grow old.
    for (const channel of ['status-page', 'social', 'account-manager'] as const) if (held[channel] !== undefined) held[channel] = { address: '' };
    const managed = held['account-manager'] !== undefined;
    const customer: Customer = {
      id: `customer-${String(n).padStart(digits, '0')}`,
      region: region(),
      tier: tier(),
      listed: draw.next() >= spec.unlisted,
      needsRecord: draw.next() < spec.needsRecord,
      managed,
      delegated: managed && draw.next() < spec.delegates,
      signIn: draw.next() < spec.signInByVendor ? 'vendor' : 'own',
      mail: draw.next() < spec.mailByVendor ? 'vendor' : 'own',
      contacts: held,
    };
    builder.take(() => customer, () => undefined);
  }
}
