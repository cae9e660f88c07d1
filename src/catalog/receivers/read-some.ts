/** Holds how much of a mail is read: all of it, as long as there are not too many. */
import type { Fields } from '../../wire/mail-head.ts';
import { plainMail, readMail } from '../../wire/mail-text.ts';

/** Of those that have to be decoded. In a flood, the ones beyond are known by their heads alone. */
const perSecondMax = 100;
const atOnceMax = 50;

export interface Seen {
  readonly subject: string;
  readonly text: string;
}

/** Gives what people see of a mail; where too many have to be decoded, its subject as it stands in the head, and no text. */
export function readSome(): (head: Fields, raw: Uint8Array, atMs: number) => Promise<Seen> | Seen {
  let reading = 0;
  let second = { of: 0, read: 0 };
  const decode = async (head: Fields, raw: Uint8Array, atMs: number): Promise<Seen> => {
    const unread = { subject: head.get('subject') ?? '', text: '' };
    const of = Math.floor(atMs / 1000);
    if (second.of !== of) second = { of, read: 0 };
    if (second.read >= perSecondMax || reading >= atOnceMax) return unread;
    second.read += 1;
    reading += 1;
    try {
      return await readMail(raw);
    } catch {
      return unread;
    } finally {
      reading -= 1;
    }
  };
  return (head, raw, atMs) => plainMail(head, raw) ?? decode(head, raw, atMs);
}
