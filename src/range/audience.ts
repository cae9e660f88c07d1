/** Holds the customers of a range: those that its settings name, or as many as they ask for, dealt in the same way at every start. */
import type { z } from 'zod';
import type { audienceSettings, customer } from './settings.ts';

export type Customer = z.output<typeof customer>;

/** 555-0100 to 555-0199 of each area code are given to nobody (NANPA). */
const numberOf = (at: number): string => `+1${200 + Math.floor(at / 100)}55501${String(at % 100).padStart(2, '0')}`;
const regions = ['americas', 'europe', 'asia'] as const;

/** Who lacks a channel follows from the shares alone. Somebody who lacks both is on no list at all. */
export function audienceOf({ customers, withoutEmail, withoutStatusPage, members }: z.output<typeof audienceSettings>): readonly Customer[] {
  if (members !== undefined) return members;
  return Array.from({ length: customers }, (_, at) => {
    const id = `customer-${String(at + 1).padStart(4, '0')}`;
    // The two shares are dealt from opposite ends, so that they overlap as little as they can.
    const email = at >= Math.round(customers * withoutEmail);
    const statusPage = at < customers - Math.round(customers * withoutStatusPage);
    const channels = [...(email ? ['email'] : []), ...(statusPage ? ['status-page'] : [])];
    return { id, address: `${id}@customers.example`, phone: numberOf(at), region: regions[at % regions.length] ?? 'americas', tier: 'standard', channels, managed: at % 5 === 0 };
  });
}
