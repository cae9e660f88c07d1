/** Holds how the head of a mail is read (RFC 5322, section 2.2): fast, and without trusting any of it. */

/** Longer heads are read up to here; what stands behind is no field that anything here asks for. */
const headBytesMax = 65_536;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const decoder = new TextDecoder();

/** Names are in lower case; of a field that comes twice the first counts, so that nothing put in behind it changes what it says. */
export type Fields = ReadonlyMap<string, string>;

/** Fields of one block, unfolded; lines that are no field are passed over. */
export function fieldsOf(block: string): Fields {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([!-9;-~]{1,100})[ \t]*:(.*)$/s.exec(line) ?? [];
    const known = name?.toLowerCase();
    if (known !== undefined && value !== undefined && !fields.has(known)) fields.set(known, value.trim());
  }
  return fields;
}

/** Where the line ends behind which the empty one stands; undefined where there is none so far. */
function headEnd(raw: Uint8Array): number | undefined {
  const end = Math.min(raw.length, headBytesMax);
  for (let at = raw.indexOf(lineFeed); at >= 0 && at < end; at = raw.indexOf(lineFeed, at + 1)) {
    if (raw[at + 1] === lineFeed || (raw[at + 1] === carriageReturn && raw[at + 2] === lineFeed)) return at;
  }
  return undefined;
}

/** The fields of a whole mail. Encoded words (RFC 2047) stay as they were written. */
export const headOf = (raw: Uint8Array): Fields => fieldsOf(decoder.decode(raw.subarray(0, headEnd(raw) ?? headBytesMax)));

/** What stands behind the head, as UTF-8 and with line feeds alone; undefined where the head doesn't end. */
export function bodyBehind(raw: Uint8Array, bytesMax: number): string | undefined {
  const end = headEnd(raw);
  return end === undefined ? undefined : decoder.decode(raw.subarray(end, bytesMax)).replaceAll('\r\n', '\n').replace(/^\n{1,2}/, '');
}

/** A Message-ID without its angle brackets. */
export const bare = (messageId: string): string => messageId.trim().replace(/^<|>$/g, '');
