/** Holds the observer `clocks`: how far the clocks of counting services are off, by the middle of a round trip. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const limitMs = 2000;

export const clocks = observer({
  kind: 'clocks',
  summary: "compares the counting services' clocks with gameday's own",
  needs: ['entries'],
  spec: z.strictObject({ every: every('10s') }).transform(({ every }) => ({ everyMs: every })),
  observe: ({ everyMs }, world, emit, stop) =>
    rounds('observer clocks', everyMs, world, emit, stop, async () => {
      const startMs = world.clock.now();
      const counts = await world.clock.within(limitMs, stop, (limit) => world.entries.counts(limit));
      const atMs = world.clock.now();
      const errMs = (atMs - startMs) / 2;
      for (const [source, { atMs: theirs }] of Object.entries(counts)) emit('clock.compared', { atMs, source, offsetMs: theirs - (startMs + errMs), errMs });
    }),
});
