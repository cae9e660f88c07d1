/** Holds the observer `mailboxes`: which notices really lie in customers' mailboxes. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { every, rounds } from './rounds.ts';

const limitMs = 2000;

/** In one round; of more, each has its turn, since the time of delivery stands with the letter. */
const readMost = 50;

/** A notice's mails carry its id before the at sign of their Message-ID. */
const noticeOf = (messageId: string) => messageId.split('@')[0] ?? messageId;

export const mailboxes = observer({
  kind: 'mailboxes',
  summary: "reads customers' mailboxes: the proof that a notice was delivered",
  needs: ['mail', 'plays'],
  spec: z.strictObject({ every: every('1s') }).transform(({ every }) => ({ everyMs: every })),
  observe: async ({ everyMs }, world, emit, stop) => {
    let customers: readonly { readonly id: string; readonly address: string; readonly told: Set<string> }[] | undefined;
    await rounds('observer mailboxes', everyMs, world, emit, stop, async (n) => {
      customers ??= (await world.clock.within(limitMs, stop, (limit) => world.plays.audience(limit))).filter(({ channels }) => channels.includes('email')).map(({ id, address }) => ({ id, address, told: new Set() }));
      const turns = Math.ceil(customers.length / readMost);
      const now = customers.filter((_, at) => at % turns === n % turns);
      const read = await world.clock.within(limitMs, stop, (limit) => Promise.all(now.map(async ({ id, address, told }) => ({ id, told, letters: await world.mail.mailbox(address, limit) }))));
      for (const { id, told, letters } of read) {
        for (const letter of letters) {
          if (letter.bounce || told.has(letter.id)) continue;
          told.add(letter.id);
          emit('notice.moved', { atMs: letter.atMs, notice: noticeOf(letter.id), channel: 'email', rung: 'delivered', to: id, text: letter.text });
        }
      }
    });
  },
});
