/** Holds the capability `mail`: the relay's mode, messages by SMTP, and what lies in a mailbox. */
import type { MailMode } from '../record/events.ts';

export interface MailAnswer {
  readonly state: 'accepted' | 'refused' | 'temporary-failure' | 'timeout';
  readonly ms: number;
  readonly reply: string;
}

export interface MailMessage {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mail {
  mode(stop: AbortSignal): Promise<MailMode>;
  /** Sets the relay's mode only if it is still `from`; resolves with the mode that holds afterwards. */
  setMode(from: MailMode, to: MailMode, stop: AbortSignal): Promise<MailMode>;
  /** Submits by SMTP; an answer is only *accepted*, never *delivered*. */
  submit(message: MailMessage, stop: AbortSignal): Promise<MailAnswer>;
  /** What lies in a mailbox; `atMs` is the time of delivery. A bounce has the original's id and `bounce` set. */
  mailbox(address: string, stop: AbortSignal): Promise<readonly { id: string; atMs: number; subject: string; text: string; bounce: boolean }[]>;
}
