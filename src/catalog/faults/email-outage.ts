/** Holds the fault `email-outage`: the mail relay fails in one of six ways, or e-mail is only declared gone. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { MailMode } from '../../record/events.ts';
import { Problem } from '../../problem.ts';
import { action } from '../action.ts';
import type { Proof } from '../action.ts';

const outages = ['refused', 'hanging', 'temporary-failure', 'slow', 'lost', 'bounced'] as const satisfies readonly Exclude<MailMode, 'normal'>[];

const mode = z.object({ name: z.string(), from: z.enum(['normal', ...outages]), to: z.enum(outages) });
/** Where nobody may make mail fail, at Workspace or Microsoft 365: players are told, and nothing is changed. */
const declaration = z.object({ name: z.string(), to: z.literal('declared') });
const change = z.union([mode, declaration]);
type Mode = z.output<typeof mode>;

const isDeclared = (one: z.output<typeof change>): one is z.output<typeof declaration> => one.to === 'declared';

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
async function proof({ name, from, to }: Mode, world: World<'mail'>, stop: AbortSignal): Promise<Proof> {
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
  summary: 'makes the mail relay fail: refused, hanging, temporary-failure, slow, lost (accepted and never delivered) or bounced; or only declares e-mail gone',
  role: 'fault',
  needs: ['mail'],
  needsWith: ({ kind }) => (kind === 'declared' ? [] : ['mail']),
  spec: z.strictObject({
    kind: z
      .enum([...outages, 'declared'])
      .describe('refused: no mail is taken; hanging: no answer; temporary-failure: "try again later"; slow: late answers; lost: accepted, never delivered; bounced: accepted, sent back; declared: players are told so, nothing is changed and nothing proved'),
  }),
  change,
  claims: () => ['mail'],
  felt: ({ kind }) => (kind === 'declared' ? [{ see: 'declaration', channel: 'email' }] : [{ see: 'mail', is: kind }]),
  tells: ({ kind }) => (kind === 'declared' ? { begins: 'E-mail is gone, as this drill declares: nothing that is sent by it reaches anybody. Use another channel.', ends: 'E-mail is back, as this drill declares.' } : undefined),
  alert: ({ kind }) => (kind === 'declared' ? undefined : { labels: { alertname: 'MailDeliveryFailing' } }),
  plan: async ({ kind }, { name }, world, stop) => [kind === 'declared' ? { name, to: kind } : { name, from: await world.mail.mode(stop), to: kind }],
  apply: async (planned, world, stop) => {
    if (isDeclared(planned)) return;
    const { from, to } = planned;
    const now = await world.mail.setMode(from, to, stop);
    if (now !== to) throw new Problem({ expected: `the relay to go from mode ${from} to ${to}`, got: now, where: 'email-outage', next: 'Somebody else changed it meanwhile.' });
  },
  revert: [
    {
      how: "put the relay's mode back",
      run: async (planned, world, stop) => {
        if (isDeclared(planned)) return undefined;
        const { from, to } = planned;
        const now = await world.mail.setMode(to, from, stop);
        return now === from ? undefined : { kept: `relay in mode ${now}` };
      },
    },
  ],
  gone: async (planned, world, stop) => (isDeclared(planned) ? { is: 'gone', saw: 'nothing was changed: e-mail was only declared gone, which stays unproved' } : proof(planned, world, stop)),
});
