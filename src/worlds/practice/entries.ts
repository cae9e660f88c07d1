/** Holds what the range shows of its traffic: where its ways in are, what each service counted, who saw a probe, what the ledger holds. */
import { z } from 'zod';
import type { Entries, Places, Sighting } from '../../ports/entries.ts';
import { urlOf } from '../../range/address.ts';
import type { Service } from '../../range/contract.ts';
import type { RangeApi, RangeServices } from './range-api.ts';

/** Who handles users' requests, from the outside in; all of them count, and remember the nonces of probes. */
const onTheWay = ['router', 'partner-a', 'partner-b', 'edge', 'communities', 'social', 'portal', 'deploy'] as const satisfies readonly Service[];

const n = z.number();
const counts = z.object({ atMs: n, received: n, forwarded: n, rejected: n, timedOut: n });
const seen = z.object({ atMs: n });

export function placesOf(services: RangeServices): Places {
  const at = (service: Service): string => {
    const data = services.find((each) => each.service === service)?.data;
    return data === undefined ? '' : urlOf(data);
  };
  const front = at('router');
  // The edge is a way in as well: who knows its address goes past the partner after a diversion.
  return { entries: { front, edge: at('edge') }, statusPage: at('status'), portal: `${front}/portal/cases`, hotline: at('hotline'), deploy: `${front}/deploy`, products: ['communities', 'social'] };
}

export function rangeEntries(places: Places, api: RangeApi): Entries {
  return {
    places: () => places,
    counts: async (stop) => {
      const all = await Promise.all(onTheWay.map(async (service) => [service, await api.get(service, '/counts', counts, stop)] as const));
      return Object.fromEntries(all);
    },
    whoSaw: async (nonce, stop) => {
      const asked = await Promise.all(
        onTheWay.map(async (who): Promise<readonly Sighting[]> => {
          const found = await api.find(who, `/seen?nonce=${encodeURIComponent(nonce)}`, seen, stop);
          return found === undefined ? [] : [{ who, atMs: found.atMs }];
        }),
      );
      // Times are whole milliseconds, and several hops pass within one: a stable sort keeps those in the order of the way.
      return asked.flat().sort((a, b) => a.atMs - b.atMs);
    },
    ledger: (stop) => api.get('ledger', '/entries', z.array(z.string()), stop),
  };
}
