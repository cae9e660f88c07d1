/** Holds the observer `counters`: what entry points, partners and origins counted by themselves. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const limitMs = 2000;

export const counters = observer({
  kind: 'counters',
  summary: 'reads the counters of entry points, partners and origins',
  needs: ['entries'],
  spec: z.strictObject({ every: every('1s') }).transform(({ every }) => ({ everyMs: every })),
  observe: ({ everyMs }, world, emit, stop) =>
    rounds('observer counters', everyMs, world, emit, stop, async () => {
      const startMs = world.clock.now();
      const counts = await world.clock.within(limitMs, stop, (limit) => world.entries.counts(limit));
      const tookMs = world.clock.now() - startMs;
      const entries = Object.fromEntries(Object.entries(counts).map(([who, { received, forwarded, rejected, timedOut }]) => [who, { received, forwarded, rejected, timedOut }]));
      emit('counters.read', { atMs: startMs + tookMs / 2, clockErrMs: tookMs / 2, entries });
    }),
});
