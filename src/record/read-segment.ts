/** Holds the reading of one segment: first every line's hash, up to the first wrong one, then the events of the lines that hold. */
import { hashOf, sealLength, sealOf, unseal } from './chain.ts';
import type { Event } from './events.ts';
import { addTo } from './history-of.ts';
import type { Index } from './history-of.ts';
import type { OrderedSegment } from './segment-order.ts';

interface Tip {
  readonly seq: number;
  readonly hash: string;
}

export interface SegmentRead {
  readonly tip: Tip;
  /** A last line without its end: its writer died, or the disk was full. */
  readonly torn?: string;
  readonly damage?: string;
}

/** Lines whose hashes hold: how many, where they end in the text, and what is wrong with the line after them. */
interface Verified {
  readonly lines: number;
  readonly end: number;
  readonly hash: string;
  readonly torn?: string;
  readonly damage?: string;
}

const difference = (expected: string, got: string, { name }: OrderedSegment, line: number) => `expected ${expected}, got ${got} (${name}, line ${line})`;

/**
 * Appends the segment's valid events to `into`. Lines beyond `until`, the last one that the successor knew, are void.
 * Two passes, because hashing between the parsing of lines makes the garbage collector run more often, each time over all events so far:
 * a third of the whole time.
 */
export function readSegment(segment: OrderedSegment, before: Tip, until: Tip | undefined, into: Index): SegmentRead {
  const { after, text } = segment;
  if (after !== undefined && (after.seq !== before.seq || after.hash !== before.hash)) {
    const got = before.seq === 0 ? 'none' : `line number ${before.seq} and hash ${before.hash}`;
    return { tip: before, damage: difference(`a predecessor that ends with line number ${after.seq} and hash ${after.hash}`, got, segment, 1) };
  }
  // A successor that knew less than nothing of this segment is found out when its own turn comes.
  const most = until !== undefined && until.seq > before.seq ? until.seq - before.seq : Number.POSITIVE_INFINITY;
  const verified = verify(segment, before, most);
  let seq = before.seq;
  for (let start = 0; start < verified.end; ) {
    const end = lineEnd(text, start);
    const event = parsed(text.slice(start, end - sealLength));
    const wrong = wrongWith(event, seq + 1, seq === before.seq);
    if (event === undefined || wrong !== undefined) {
      const previous = text.slice(0, Math.max(0, start - 1));
      const tip = start === 0 ? before : { seq, hash: unseal(previous.slice(previous.lastIndexOf('\n') + 1))?.hash ?? before.hash };
      return { tip, damage: difference(...(wrong ?? ['JSON', 'none']), segment, seq + 1 - before.seq) };
    }
    addTo(into, event);
    seq = event.seq;
    start = end + 1;
  }
  const { torn, damage } = verified;
  return { tip: verified.lines === 0 ? before : { seq, hash: verified.hash }, ...(torn !== undefined && { torn }), ...(damage !== undefined && { damage }) };
}

const lineEnd = (text: string, start: number) => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
};

function verify(segment: OrderedSegment, before: Tip, most: number): Verified {
  const { text } = segment;
  let { hash } = before;
  let lines = 0;
  let start = 0;
  for (; start < text.length && lines < most; lines++) {
    const end = lineEnd(text, start);
    const cut = Math.max(start, end - sealLength);
    const own = hashOf(hash, text.slice(start, cut));
    // One comparison of what was cut out is cheaper than several in place.
    if (text.slice(cut, end) !== sealOf(own)) {
      const good = { lines, end: start, hash };
      if (end === text.length) return { ...good, torn: difference('a whole last line', `${end - start} characters of one`, segment, lines + 1) };
      return { ...good, damage: difference(...differenceOf(text.slice(start, end), before.seq + lines + 1), segment, lines + 1) };
    }
    hash = own;
    start = end + 1;
  }
  return { lines, end: start, hash };
}

/** Undefined where the text is no JSON: only a forger's line gets here, since its hash fits. */
function parsed(body: string): Event | undefined {
  try {
    return JSON.parse(`${body}}`) as Event;
  } catch {
    return undefined;
  }
}

/** What a forger may have got wrong who fitted the hashes. */
function wrongWith(event: Event | undefined, seq: number, first: boolean): [expected: string, got: string] | undefined {
  if (event === undefined) return [`line number ${seq} as JSON`, 'text that is none, under a hash that fits it'];
  if (first && event.kind !== 'segment.opened') return ['a segment to begin with segment.opened', event.kind];
  return event.seq === seq ? undefined : [`line number ${seq}`, `line number ${event.seq}`];
}

/** Says what is wrong with a line whose hash doesn't fit, as well as can be told: a number out of order shows a missing or swapped line. */
function differenceOf(line: string, seq: number): [expected: string, got: string] {
  const sealed = unseal(line);
  if (sealed === undefined) return [`line number ${seq} with its hash`, 'a line that does not end in a hash'];
  const number = /^\{"seq":(\d+),/.exec(line)?.[1];
  if (number !== undefined && Number(number) !== seq) return [`line number ${seq}`, `line number ${number}: lines are missing or were swapped`];
  return [`line number ${seq} with a hash that fits it and the line before`, `hash ${sealed.hash}: this line was edited, or the one before it replaced`];
}
