/** Holds how a mail is read as people see it: its subject and its text, decoded. */
import type { ParsedMail } from 'mailparser';
import { bodyBehind } from './mail-head.ts';
import type { Fields } from './mail-head.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  /** Of the head, for a sender who names no envelope. */
  readonly from: string;
  readonly to: readonly string[];
}

/** Texts come before attachments; a mail that is longer is read up to here. */
const bytesMax = 1_000_000;

const addressesIn = (field: ParsedMail['to']): readonly string[] => [field ?? []].flat().flatMap((one) => one.value.flatMap(({ address, group }) => [address, ...(group ?? []).map((member) => member.address)].filter((each) => each !== undefined)));

const plainType = /^text\/plain(?:;\s*charset="?(?:utf-8|us-ascii)"?)?$/i;
const plainEncoding = /^(?:7bit|8bit|binary)$/i;

/** The same of a mail in which nothing is encoded, as monitors and scripts send them: in a hundredth of the time. Undefined for any other. */
export function plainMail(head: Fields, raw: Uint8Array): Pick<MailText, 'subject' | 'text'> | undefined {
  const subject = head.get('subject') ?? '';
  const body = bodyBehind(raw, bytesMax);
  const asIs = plainType.test(head.get('content-type') ?? 'text/plain') && plainEncoding.test(head.get('content-transfer-encoding') ?? '7bit') && !subject.includes('=?');
  return asIs && body !== undefined ? { subject, text: body.trimEnd() } : undefined;
}

/** A mail that has only HTML is given as the text in it. */
export async function readMail(raw: Uint8Array): Promise<MailText> {
  // Loaded with the first mail: a start should be quick.
  const { simpleParser } = await import('mailparser');
  const { subject = '', text = '', from, to, cc, bcc } = await simpleParser(Buffer.from(raw.subarray(0, bytesMax)), { skipImageLinks: true, skipTextToHtml: true });
  return { subject, text: text.trimEnd(), from: addressesIn(from)[0] ?? '', to: [to, cc, bcc].flatMap(addressesIn) };
}

export const textOfHtml = async (html: string): Promise<string> => (await readMail(new TextEncoder().encode(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`))).text;
