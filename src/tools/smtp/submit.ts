/** Holds the submission of one message by real SMTP, and what its outcome is called. */
import { isIP } from 'node:net';
import type { MailAnswer, MailMessage } from '../../ports/mail.ts';
import { reasonOf } from '../../problem.ts';

export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
}

/** Longest wait for a connection, and then for each reply; a mail relay that needs longer is as good as down for a drill. */
export const replyLimitMs = 5000;

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** nodemailer takes some time to import; a drill that sends no mail doesn't pay for it. */
async function nodemailer() {
  const [{ default: Connection }, { default: Composer }] = await Promise.all([import('nodemailer/lib/smtp-connection/index.js'), import('nodemailer/lib/mail-composer/index.js')]);
  return { Connection, Composer };
}

/** A stop because time is up is an outcome; any other stop means that nobody wants to know any more. */
const timeIsUp = (stop: AbortSignal): boolean => stop.aborted && stop.reason instanceof Error && stop.reason.name === 'TimeoutError';

/** `refused` is a connection that was refused, reset or closed, or a 5xx; `temporary-failure` a 4xx; `timeout` a reply that didn't come. */
function stateOf(error: SmtpError): Exclude<MailAnswer['state'], 'accepted'> {
  if (error.responseCode !== undefined) return error.responseCode < 500 ? 'temporary-failure' : 'refused';
  return error.code === 'ETIMEDOUT' ? 'timeout' : 'refused';
}

/** Hands the message over on a connection of its own; resolves with the relay's reply to it. */
async function dialogue(at: SmtpAddress, message: MailMessage, stop: AbortSignal): Promise<string> {
  const { Connection, Composer } = await nodemailer();
  const { from, to, subject, text } = message;
  const bytes = await new Composer({ from, to, subject, text, messageId: `<${message.id}>` }).compile().build();
  stop.throwIfAborted();
  // Without STARTTLS: the practice relay has no certificate, and nothing leaves this machine.
  const connection = new Connection({ host: at.host, port: at.port, secure: false, ignoreTLS: true, name: isIP(at.host) ? `[${at.host}]` : at.host, connectionTimeout: replyLimitMs, greetingTimeout: replyLimitMs, socketTimeout: replyLimitMs });
  return new Promise<string>((resolve, reject) => {
    const stopped = () => reject(stop.reason);
    stop.addEventListener('abort', stopped, { once: true });
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('the relay closed the connection before it had answered')));
    connection.connect(() => {
      connection.send({ from, to: [to] }, bytes, (error, info) => (error ? reject(error) : resolve(info.response)));
    });
  }).finally(() => {
    connection.removeAllListeners('error').on('error', () => undefined);
    connection.close();
  });
}

/** Submits by SMTP; `id` becomes the Message-ID. Rejects only when `stop` aborts for another reason than time. */
export async function submitMail(at: SmtpAddress, message: MailMessage, stop: AbortSignal): Promise<MailAnswer> {
  const began = performance.now();
  const answer = (state: MailAnswer['state'], reply: string): MailAnswer => ({ state, reply, ms: performance.now() - began });
  try {
    return answer('accepted', await dialogue(at, message, stop));
  } catch (thrown) {
    if (timeIsUp(stop)) return answer('timeout', reasonOf(stop.reason));
    stop.throwIfAborted();
    const error = thrown as SmtpError;
    return answer(stateOf(error), error.response ?? reasonOf(error));
  }
}
