/** Holds the observer `path`: proves which way traffic goes, by a nonce that whoever forwards or serves it is asked for. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { span } from '../spans.ts';
import { every, nonceFrom, rounds } from './rounds.ts';

export const path = observer({
  kind: 'path',
  summary: 'sends a nonce through every entry on a fresh connection, and asks who saw it',
  needs: ['http', 'entries'],
  spec: z
    .strictObject({ every: every('1s'), timeout: span.prefault('2s').describe('how long it waits for an answer') })
    .transform(({ every, timeout }) => ({ everyMs: every, timeoutMs: timeout })),
  observe: async ({ everyMs, timeoutMs }, world, emit, stop) => {
    const { entries, products } = world.entries.places();
    const random = world.random.fork('observers/path');
    const probe = async (entry: string, url: string, nonce: string) => {
      const atMs = world.clock.now();
      const { status, ms } = await world.clock.within(timeoutMs, stop, (limit) => world.http.fetch({ url, headers: { 'x-probe-nonce': nonce } }, limit));
      const sightings = await world.clock.within(timeoutMs, stop, (limit) => world.entries.whoSaw(nonce, limit));
      if (!stop.aborted) emit('path.seen', { atMs, entry, nonce, ok: status >= 200 && status < 300, ms, via: sightings.map((sighting) => sighting.who) });
    };
    await rounds('observer path', everyMs, world, emit, stop, async (n) => {
      const product = products[n % products.length] ?? '';
      await Promise.all(Object.entries(entries).map(([entry, url]) => probe(entry, `${url}/${product}/`, nonceFrom(random))));
    });
  },
});
