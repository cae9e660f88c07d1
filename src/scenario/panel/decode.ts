/** Holds how a panel's bytes become text: UTF-8, or UTF-16 with its mark; anything else is refused instead of guessed. */
import { Problem } from '../../problem.ts';

const marks: readonly (readonly [readonly number[], string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** The line in which UTF-8 ends to be UTF-8, found by halving: what stands before it decodes. */
function wrongLine(bytes: Uint8Array): number {
  const fits = (end: number) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [low, high] = [0, bytes.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return bytes.subarray(0, low).reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 1);
}

export function decode(bytes: Uint8Array, file: string): string {
  const [, encoding = 'utf-8'] = marks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [];
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const where = encoding === 'utf-8' ? `${file}, line ${wrongLine(bytes)}` : file;
    throw new Problem({ expected: 'a panel in UTF-8, or in UTF-16 with its byte order mark', got: `bytes that aren't ${encoding.toUpperCase()}`, where, next: 'Save it as UTF-8; spreadsheets call that "CSV UTF-8".', cause });
  }
}
