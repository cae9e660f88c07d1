/** Holds the observer `mail`: canary mails from composed to delivered, each followed to its mailbox. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { Emit } from '../../record/events.ts';
import { observer } from '../observer.ts';
import { span } from '../spans.ts';
import { every, nonceFrom, rounds, tasks } from './rounds.ts';

const pollMs = 200;

interface Canary {
  readonly id: string;
  /** A mailbox of its own, so that a long drill doesn't read all earlier canaries again. */
  readonly address: string;
  readonly timeoutMs: number;
  readonly missingAfterMs: number;
}

async function arrival({ id, address, missingAfterMs }: Canary, world: World<'mail'>, stop: AbortSignal): Promise<'delivered' | 'bounced' | 'missing' | undefined> {
  const takenMs = world.clock.now();
  while (!stop.aborted) {
    const letters = await world.clock.within(missingAfterMs, stop, (limit) => world.mail.mailbox(address, limit));
    const letter = letters.find((each) => each.id === id);
    if (letter !== undefined) return letter.bounce ? 'bounced' : 'delivered';
    if (world.clock.now() - takenMs > missingAfterMs) return 'missing';
    await world.clock.sleep(pollMs, stop);
  }
  return undefined;
}

async function send(canary: Canary, world: World<'mail'>, emit: Emit, stop: AbortSignal): Promise<void> {
  const { id, address, timeoutMs } = canary;
  const sentMs = world.clock.now();
  const message = { id, from: address, to: address, subject: '[DRILL] canary', text: 'A drill watches whether mail flows. Nothing is to be done.' };
  const answer = await world.clock.within(timeoutMs, stop, (limit) => world.mail.submit(message, limit));
  if (stop.aborted) return;
  emit('mail.canary', { atMs: world.clock.now(), id, state: answer.state, ms: answer.ms });
  if (answer.state !== 'accepted') return;
  const state = await arrival(canary, world, stop);
  if (state !== undefined) emit('mail.canary', { atMs: world.clock.now(), id, state, ms: world.clock.now() - sentMs });
}

export const mail = observer({
  kind: 'mail',
  summary: 'sends canary mails, and looks whether they were taken and whether they arrived',
  needs: ['mail'],
  spec: z
    .strictObject({
      every: every('1s'),
      timeout: span.prefault('20s').describe('how long it waits for the answer of the relay; a slow one answers several times, each late'),
      missingAfter: span.prefault('3s').describe('how long after it was taken a mail counts as missing'),
    })
    .transform(({ every, timeout, missingAfter }) => ({ everyMs: every, timeoutMs: timeout, missingAfterMs: missingAfter })),
  observe: async ({ everyMs, timeoutMs, missingAfterMs }, world, emit, stop) => {
    const random = world.random.fork('observers/mail');
    const underway = tasks('observer mail', emit, stop);
    await rounds('observer mail', everyMs, world, emit, stop, async (n) => {
      const nonce = nonceFrom(random);
      underway.start(send({ id: `canary-${n}-${nonce}@gameday.example`, address: `canary-${n}@gameday.example`, timeoutMs, missingAfterMs }, world, emit, stop));
    });
    await underway.done();
  },
});
