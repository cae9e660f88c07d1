/** Holds the observer `dependencies`: what a user of each proxied dependency meets. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const listMs = 5000;
/** Longer than a probe waits by itself. */
const probeMs = 3000;

export const dependencies = observer({
  kind: 'dependencies',
  summary: 'probes every proxied dependency on a fresh connection',
  needs: ['proxies'],
  spec: z.strictObject({ every: every('1s') }).transform(({ every }) => ({ everyMs: every })),
  observe: async ({ everyMs }, world, emit, stop) => {
    // Names are asked for once: a toxic can lock up the proxies' control interface, and probing must go on then.
    let names: readonly string[] = [];
    const probe = async (name: string, limit: AbortSignal) => {
      const result = await world.proxies.probe(name, limit).catch(() => ({ outcome: 'timeout' as const, ms: probeMs }));
      return [name, { outcome: result.outcome, ms: result.ms }] as const;
    };
    await rounds('observer dependencies', everyMs, world, emit, stop, async () => {
      if (names.length === 0) names = (await world.clock.within(listMs, stop, (limit) => world.proxies.list(limit))).map((proxy) => proxy.name);
      const atMs = world.clock.now();
      const results = await world.clock.within(probeMs, stop, (limit) => Promise.all(names.map((name) => probe(name, limit))));
      // What was interrupted by the end was not seen.
      if (!stop.aborted && results.length > 0) emit('probes.seen', { atMs, proxies: Object.fromEntries(results) });
    });
  },
});
