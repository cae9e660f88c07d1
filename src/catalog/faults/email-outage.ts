/** Holds the fault `email-outage`: the mail relay fails in one of six ways. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { MailMode } from '../../record/events.ts';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import type { Proof } from '../action.ts';

const outages = ['refused', 'hanging', 'temporary-failure', 'slow', 'lost', 'bounced'] as const satisfies readonly Exclude<MailMode, 'normal'>[];

const change = z.object({ name: z.string(), from: z.enum(['normal', ...outages]), to: z.enum(outages) });
type Change = z.output<typeof change>;

const proofAddress = 'proof@gameday.example';
/** How long a proof waits for its mail to lie in the mailbox. */
const deliveryMs = 2000;
const pollMs = 100;

async function delivered(id: string, world: World<'mail'>, stop: AbortSignal): Promise<boolean> {
  const endMs = world.clock.now() + deliveryMs;
  while (!stop.aborted && world.clock.now() < endMs) {
    if ((await world.mail.mailbox(proofAddress, stop)).some((letter) => letter.id === id && !letter.bounce)) return true;
    await world.clock.sleep(pollMs, stop);
  }
  return false;
}

/** A mode says what the relay intends; a mail that arrives says what it does. */
async function proof({ name, from, to }: Change, world: World<'mail'>, stop: AbortSignal): Promise<Proof> {
  const mode = await world.mail.mode(stop);
  if (mode === to && from !== to) return { is: 'present', saw: `relay in mode ${mode}` };
  if (mode !== 'normal') return { is: 'gone', saw: `relay in mode ${mode}, which is not this fault's` };
  const id = `${name}.${Math.round(world.clock.now())}@gameday.example`;
  const answer = await world.mail.submit({ id, from: proofAddress, to: proofAddress, subject: '[DRILL] proof of withdrawal', text: 'A drill has ended; this mail proves that mail flows again.' }, stop);
  if (answer.state !== 'accepted') return { is: 'present', saw: `relay in mode ${mode}, but it answered a mail with ${answer.state}` };
  return (await delivered(id, world, stop)) ? { is: 'gone', saw: `relay in mode ${mode}; a mail was delivered` } : { is: 'present', saw: `relay in mode ${mode}, but a mail was not delivered within ${deliveryMs} ms` };
}

export const emailOutage = action({
  kind: 'email-outage',
  summary: 'makes the mail relay fail: refused, hanging, temporary-failure, slow, lost (accepted and never delivered) or bounced',
  role: 'fault',
  needs: ['mail'],
  spec: z.strictObject({
    kind: z.enum(outages).describe('refused: no mail is taken; hanging: no answer; temporary-failure: "try again later"; slow: late answers; lost: accepted, never delivered; bounced: accepted, sent back'),
  }),
  change,
  claims: () => ['mail'],
  felt: ({ kind }) => [{ see: 'mail', is: kind }],
  alert: () => ({ labels: { alertname: 'MailDeliveryFailing' } }),
  plan: async ({ kind }, { name }, world, stop) => [{ name, from: await world.mail.mode(stop), to: kind }],
  apply: async ({ from, to }, world, stop) => {
    const now = await world.mail.setMode(from, to, stop);
    if (now !== to) throw new Problem({ expected: `the relay to go from mode ${from} to ${to}`, got: now, where: 'email-outage', next: 'Somebody else changed it meanwhile.' });
  },
  revert: [
    {
      how: "put the relay's mode back",
      run: async ({ from, to }, world, stop) => {
        const now = await world.mail.setMode(to, from, stop);
        return now === from ? undefined : { kept: `relay in mode ${now}` };
      },
    },
  ],
  gone: proof,
});
