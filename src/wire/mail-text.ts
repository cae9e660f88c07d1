/** Holds how a mail is read as people see it: its subject and its text, decoded. */
import type { ParsedMail } from 'mailparser';

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

/** A mail that has only HTML is given as the text in it. */
export async function readMail(raw: Uint8Array): Promise<MailText> {
  // Loaded with the first mail: a start should be quick.
  const { simpleParser } = await import('mailparser');
  const { subject = '', text = '', from, to, cc, bcc } = await simpleParser(Buffer.from(raw.subarray(0, bytesMax)), { skipImageLinks: true, skipTextToHtml: true });
  return { subject, text: text.trimEnd(), from: addressesIn(from)[0] ?? '', to: [to, cc, bcc].flatMap(addressesIn) };
}

export const textOfHtml = async (html: string): Promise<string> => (await readMail(new TextEncoder().encode(`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`))).text;
