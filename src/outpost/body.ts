/** Holds how a body is read: all of it or, if it is too long, nothing. */
import type { Readable } from 'node:stream';
import { bodyBytesMax } from './contract.ts';

/** Undefined for a longer one, which is read to its end all the same: who is cut off while sending never reads the answer. */
export async function bodyOf(source: Readable): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of source as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= bodyBytesMax) parts.push(part);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(parts);
}
