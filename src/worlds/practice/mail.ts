/** Holds the practice range's mail: submitted by SMTP through the `mail` proxy; mode and mailboxes asked of the relay itself. */
import { z } from 'zod';
import type { Mail } from '../../ports/mail.ts';
import type { MailMode } from '../../record/events.ts';
import type { Address } from '../../range/contract.ts';
import { otherValue, type RangeApi } from './range-api.ts';

const modes = ['normal', 'refused', 'hanging', 'temporary-failure', 'slow', 'lost', 'bounced'] as const satisfies readonly MailMode[];
const mode = z.object({ mode: z.enum(modes) });
const letters = z.array(z.object({ id: z.string(), atMs: z.number(), subject: z.string(), text: z.string(), bounce: z.boolean() }));

export type Submit = Mail['submit'];

/** Submission at the proxy; the SMTP client is loaded with the first message, since few drills need it at their start. */
export const submitAt = (at: Address): Submit => async (message, stop) => (await import('../../tools/smtp/submit.ts')).submitMail(at, message, stop);

export const rangeMail = (api: RangeApi, submit: Submit): Mail => ({
  submit,
  mode: async (stop) => (await api.get('mail', '/mode', mode, stop)).mode,
  setMode: async (from, to, stop) => (await api.send('mail', 'PUT', '/mode', { from, to }, mode, stop, otherValue)).mode,
  mailbox: (address, stop) => api.get('mail', `/mailboxes/${encodeURIComponent(address)}`, letters, stop),
});
