/** Holds how a mail is put down: once for each of its recipients, with what people see of it. */
import type { Rung } from '../../record/events.ts';
import type { ReceiverDesk } from '../receiver.ts';

export interface Letter {
  /** As its vendor names it: a Message-ID, or the id that an API answered. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** A report fits; a book would only make the journal long. */
const charactersMax = 20_000;
const addressMax = 320;

/** `error` says why it goes no further than its rung. */
export function putDown({ hear }: Pick<ReceiverDesk, 'hear'>, receiver: string, { id, from, to, subject, text }: Letter, { atMs, rung, error }: { readonly atMs: number; readonly rung: Rung; readonly error?: string | undefined }): void {
  const whole = `${subject}\n${text}`.trim().slice(0, charactersMax);
  for (const one of to) {
    hear('notice.moved', { atMs, notice: id, channel: 'email', rung, to: one.slice(0, addressMax), from: from.slice(0, addressMax), text: whole, receiver, ...(error !== undefined && { error }) });
  }
}
