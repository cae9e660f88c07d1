/** Holds the capability `names`: what a DNS server answers, asked directly. */
import { promises as dns } from 'node:dns';
import type { Names } from '../../../ports/http.ts';
import { orNone } from './fresh-names.ts';

const limitMs = 2000;

export const directNames: Names = {
  records: async (name, server, stop) => {
    const resolver = new dns.Resolver({ timeout: limitMs, tries: 1 });
    resolver.setServers([server]);
    const cancel = () => resolver.cancel();
    stop.addEventListener('abort', cancel, { once: true });
    try {
      stop.throwIfAborted();
      const lists = await Promise.all([resolver.resolveCname(name), resolver.resolve4(name), resolver.resolve6(name)].map(orNone));
      return lists.flat().toSorted();
    } finally {
      stop.removeEventListener('abort', cancel);
    }
  },
};
