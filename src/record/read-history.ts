/** Holds how a journal's segments are read back: up to the last whole line, with every hash checked on the way. */
import { genesis } from './chain.ts';
import type { Event } from './events.ts';
import { emptyIndex, indexed } from './history-of.ts';
import type { History, Integrity } from './history.ts';
import { inOrder } from './segment-order.ts';
import type { SegmentText } from './segment-order.ts';
import { readSegment } from './read-segment.ts';

/**
 * Reads the segments of one run, in any order. Never throws: what is wrong with them is in `integrity`, and no event after damage is kept.
 * With `tip`, the hash that was printed when the run ended, a tail that was cut off shows as damage too.
 */
export function readHistory(segments: readonly SegmentText[], tip?: string): History {
  const index = emptyIndex();
  let before = { seq: 0, hash: genesis };
  let damage: string | undefined;
  let torn: string | undefined;
  let whole = 0;

  const ordered = inOrder(segments);
  for (const [i, segment] of ordered.entries()) {
    const read = readSegment(segment, before, ordered[i + 1]?.after, index);
    if (read.tip !== before) whole += 1;
    before = read.tip;
    torn = read.torn;
    damage = read.damage;
    if (damage !== undefined) break;
  }
  if (damage === undefined && tip !== undefined && tip !== before.hash) {
    damage = `expected the journal to end with hash ${tip}, got ${before.hash} at line number ${before.seq}: its tail was cut off or replaced`;
  }
  return indexed(index, integrityOf({ events: index.events, segments: whole, tip: before.hash, torn, damage }));
}

interface Found {
  readonly events: readonly Event[];
  readonly segments: number;
  readonly tip: string;
  readonly torn: string | undefined;
  readonly damage: string | undefined;
}

function integrityOf({ events, segments, tip, torn, damage }: Found): Integrity {
  const closed = events.findLast((event) => event.kind === 'run.closed');
  const common = { segments, lines: events.length, tip };
  if (damage !== undefined) return { state: 'damaged', saw: damage, ...common };
  if (torn !== undefined) return { state: 'cut short', saw: torn, ...common };
  if (closed === undefined) return { state: 'cut short', saw: `expected the run's end as the last event, got ${events.at(-1)?.kind ?? 'an empty journal'}`, ...common };
  if (closed.because === 'cut short') return { state: 'cut short', saw: `the runner stopped before its end; ${closed.by} closed the record`, ...common };
  return { state: 'whole', saw: `${events.length} lines in ${segments} segment${segments === 1 ? '' : 's'}, each with the hash it should have`, ...common };
}
