/** Holds how a mail is put down: once for each of its recipients, with what people see of it and how far it is known to have come. */
import type { Rung } from '../../record/events.ts';
import type { ReceiverDesk } from '../receiver.ts';
import type { MailFailure } from './mail-modes.ts';

export interface Letter {
  /** As its vendor names it: a Message-ID, or the id that an API answered. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** `error` says why it goes no further than its rung. */
export interface Outcome {
  readonly rung: Rung;
  readonly error?: string;
}

export const outcomes: Readonly<Record<MailFailure, Outcome>> = {
  normal: { rung: 'accepted' },
  refused: { rung: 'submitted', error: 'refused for good, as the mode says' },
  'temporary-failure': { rung: 'submitted', error: 'refused for now, as the mode says' },
  lost: { rung: 'accepted', error: 'accepted and then lost, as the mode says' },
  bounced: { rung: 'accepted', error: 'accepted and then bounced, as the mode says' },
};

/** A report fits; a book would only make the journal long. */
const charactersMax = 20_000;
const addressMax = 320;

export function putDown({ hear }: Pick<ReceiverDesk, 'hear'>, receiver: string, { id, from, to, subject, text }: Letter, atMs: number, outcome: Outcome): void {
  const whole = `${subject}\n${text}`.trim().slice(0, charactersMax);
  for (const one of to) hear('notice.moved', { atMs, notice: id, channel: 'email', to: one.slice(0, addressMax), from: from.slice(0, addressMax), text: whole, receiver, ...outcome });
}
