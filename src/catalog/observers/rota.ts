/** Holds the observer `rota`: who can't be reached on call. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const limitMs = 2000;

export const rota = observer({
  kind: 'rota',
  summary: 'looks who is absent from the rota',
  needs: ['rota'],
  spec: z.strictObject({ every: every('1s') }).transform(({ every }) => ({ everyMs: every })),
  observe: ({ everyMs }, world, emit, stop) =>
    rounds('observer rota', everyMs, world, emit, stop, async () => {
      const absent = await world.clock.within(limitMs, stop, (limit) => world.rota.absent(limit));
      if (!stop.aborted) emit('rota.seen', { atMs: world.clock.now(), absent: [...absent] });
    }),
});
