/** Holds the choice of canaries: customers whose mailbox, number and reading are real in the drill, some for each region and channel. */
import type { Random } from '../../ports/time.ts';
import { panelChannels } from '../../record/panel.ts';
import type { Customer } from './customer.ts';

/** All of a panel up to this size; the range reads so many mailboxes each second. */
export const canariesMax = 200;
/** Kept of each group while customers come, so that there is enough to choose from. */
const kept = 24;

export interface Candidate {
  readonly customer: Customer;
  readonly profile: number;
}

/** A fair sample of a stream (reservoir sampling, Vitter's algorithm R). */
function reservoir(random: Random) {
  const held: Candidate[] = [];
  let seen = 0;
  return {
    held,
    offer: (one: Candidate) => {
      seen += 1;
      const at = held.length < kept ? held.length : Math.floor(random.next() * seen);
      if (at < kept) held[at] = one;
    },
  };
}

export function createCanaries(random: Random): { offer(customer: Customer, profile: number, fresh: number): void; chosen(): readonly Candidate[] } {
  const first: Candidate[] = [];
  const groups = new Map<string, ReturnType<typeof reservoir>>();
  const groupOf = (name: string) => {
    const known = groups.get(name) ?? reservoir(random.fork(name));
    groups.set(name, known);
    return known;
  };
  return {
    offer: (customer, profile, fresh) => {
      const one = { customer, profile };
      if (first.length <= canariesMax) first.push(one);
      // Somebody on no list, or without any contact that is kept, proves nothing about the others.
      if (!customer.listed) return;
      for (const [n, channel] of panelChannels.entries()) if ((fresh & (1 << n)) !== 0) groupOf(`${customer.region}/${channel}`).offer(one);
    },
    chosen: () => {
      if (first.length <= canariesMax) return first;
      const chosen = new Map<string, Candidate>();
      for (let n = 0; n < kept; n++) {
        for (const { held } of groups.values()) {
          const one = held[n];
          if (one !== undefined && chosen.size < canariesMax) chosen.set(one.customer.id, one);
        }
      }
      return [...chosen.values()];
    },
  };
}
