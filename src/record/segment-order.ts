/** Holds how segments find their order: by the number in their first line, which also names the predecessor's last line. */
export interface SegmentText {
  readonly name: string;
  readonly text: string;
}

export interface OrderedSegment extends SegmentText {
  /** The last line of the predecessor that still counts; undefined in the first segment. */
  readonly after: { readonly seq: number; readonly hash: string } | undefined;
}

/** Segments without one whole line (their writer died as it began) come out as they are, just after those before them. */
export function inOrder(segments: readonly SegmentText[]): OrderedSegment[] {
  const opened = segments.map((segment, index) => ({ ...segment, index, ...openingOf(segment.text) }));
  const empty = opened.filter((segment) => segment.number === undefined);
  return [...opened.filter((segment) => segment.number !== undefined).sort((a, b) => (a.number ?? 0) - (b.number ?? 0) || a.index - b.index), ...empty].map(
    ({ name, text, after }) => ({ name, text, after }),
  );
}

function openingOf(text: string): { number: number | undefined; after: OrderedSegment['after'] } {
  const end = text.indexOf('\n');
  try {
    const line = JSON.parse(end < 0 ? text : text.slice(0, end)) as { kind?: unknown; segment?: unknown; after?: { seq?: unknown; hash?: unknown } };
    const { seq, hash } = line.after ?? {};
    const after = typeof seq === 'number' && typeof hash === 'string' ? { seq, hash } : undefined;
    return { number: typeof line.segment === 'number' ? line.segment : 0, after };
  } catch {
    return { number: undefined, after: undefined };
  }
}
