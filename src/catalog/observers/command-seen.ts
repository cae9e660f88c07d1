/** Holds the observer `command-seen`: when a name was pointed elsewhere and back, by what the DNS server that answers for it says. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const limitMs = 3000;

export const commandSeen = observer({
  kind: 'command-seen',
  summary: 'asks the DNS server that answers for a name where it points: the first change is the command to divert, the way back that to fail back',
  needs: ['names'],
  spec: z
    .strictObject({
      name: z.string().min(1).describe('the name that users resolve, such as shop.example.org'),
      server: z.string().min(1).describe('address of a DNS server that answers for it by itself, and not from a cache, such as 192.0.2.53 or 192.0.2.53:5353'),
      every: every('1s'),
    })
    .transform(({ name, server, every }) => ({ name, server, everyMs: every })),
  observe: async ({ name, server, everyMs }, world, emit, stop) => {
    let last: { readonly atMs: number; readonly answer: string } | undefined;
    let home: string | undefined;
    await rounds('observer command-seen', everyMs, world, emit, stop, async () => {
      const askedMs = world.clock.now();
      const answer = (await world.clock.within(limitMs, stop, (limit) => world.names.records(name, server, limit))).join(', ') || 'nothing';
      if (stop.aborted) return;
      const before = last;
      last = { atMs: askedMs, answer };
      home ??= answer;
      if (before === undefined || before.answer === answer || (before.answer !== home && answer !== home)) return;
      // It was changed after the last answer was asked for, and before this one came.
      const clockErrMs = (world.clock.now() - before.atMs) / 2;
      const detail = `${server} answers ${answer} for ${name}, and ${before.answer} before; known to ${Math.round(clockErrMs)} ms on either side`;
      emit('milestone.reached', { atMs: before.atMs + clockErrMs, clockErrMs, milestone: answer === home ? 'failed-back' : 'commanded', role: 'network', source: 'observed', detail, witness: { kind: 'dns', name: `DNS at ${server}` } });
    });
  },
});
