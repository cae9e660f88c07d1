/** Holds how a body is read: all of it, or nothing where it is too long, alone or together with all that are being read. */
import type { IncomingMessage } from 'node:http';

/** APIs of mail carry attachments: SES takes 10 MB (AWS, "Service quotas in Amazon SES"), the others as much or more. */
export const bodyBytesMax = 10_000_000;

/** Of all bodies that are being read at one moment, so that many slow senders together can't fill the memory either. */
export const allBytesMax = 200_000_000;

export type Read = { readonly body: Buffer } | { readonly status: 413 | 503; readonly why: string };

const empty = Buffer.alloc(0);
const tooLong: Read = { status: 413, why: `expected a body of at most ${bodyBytesMax} bytes, got a longer one` };
const tooMany: Read = { status: 503, why: `expected at most ${allBytesMax} bytes of bodies under way at once, got more` };

/** Resolves as soon as it is clear that a body won't be taken, without waiting for its end; rejects when its sender leaves. */
export function bodyReader(): (request: IncomingMessage) => Promise<Read> {
  let reading = 0;
  return (request) =>
    new Promise((resolve, reject) => {
      if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) return resolve(tooLong);
      const parts: Buffer[] = [];
      let bytes = 0;
      const settle = (how: () => void) => {
        request.off('data', take);
        reading -= bytes;
        bytes = 0;
        parts.length = 0;
        how();
      };
      const take = (part: Buffer) => {
        bytes += part.length;
        reading += part.length;
        parts.push(part);
        const refused = bytes > bodyBytesMax ? tooLong : reading > allBytesMax ? tooMany : undefined;
        if (refused === undefined) return;
        settle(() => resolve(refused));
        // What is still being sent is read and thrown away, or its sender would never come to the answer.
        request.resume();
      };
      request.on('data', take);
      request.once('end', () => {
        const body = parts.length === 1 ? (parts[0] ?? empty) : Buffer.concat(parts);
        settle(() => resolve({ body }));
      });
      request.once('error', (error) => settle(() => reject(error)));
      return undefined;
    });
}
