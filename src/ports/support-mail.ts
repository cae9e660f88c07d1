/** Holds where mail to support goes and where its answer comes back, agreed between customers and desk; both are mailboxes of the sandbox (RFC 2606). */
import type { MailMessage } from './mail.ts';

export const supportMailbox = 'support@vendor.example';

/** Each letter names a mailbox of its own for the answer, so that no answer is taken for a notice, nor for that to another letter. */
export const answersMailbox = (id: string): string => `${id.split('@')[0] ?? id}@answers.example`;

export const letterOf = (id: string, from: string, text: string): MailMessage => ({ id, from, to: supportMailbox, subject: '[DRILL] help', text: `${text}\nPlease answer to ${answersMailbox(id)}.` });
export const answerTo = (id: string, text: string): MailMessage => ({ id: `answer-${id}`, from: supportMailbox, to: answersMailbox(id), subject: '[DRILL] Re: help', text });
