/** Holds how much of a mail is read: all of it, as long as there are not too many. */
import { readMail } from '../../wire/mail-text.ts';

/** In a flood, the messages beyond these are known by their heads alone, which cost a hundredth. */
const perSecondMax = 200;
const atOnceMax = 50;

export interface Seen {
  readonly subject: string;
  readonly text: string;
}

/** Resolves with what people see of a mail; where there are too many, with `subject`, as it stands in the head, and no text. */
export function readSome(): (raw: Uint8Array, subject: string, atMs: number) => Promise<Seen> {
  let reading = 0;
  let second = { of: 0, read: 0 };
  return async (raw, subject, atMs) => {
    const of = Math.floor(atMs / 1000);
    if (second.of !== of) second = { of, read: 0 };
    if (second.read >= perSecondMax || reading >= atOnceMax) return { subject, text: '' };
    second.read += 1;
    reading += 1;
    try {
      return await readMail(raw);
    } catch {
      return { subject, text: '' };
    } finally {
      reading -= 1;
    }
  };
}
