/** Holds how events become a history: indexed once by kind and number, with the held time taken out of what elapsed. */
import { genesis } from './chain.ts';
import type { Event, EventOf, Kind } from './events.ts';
import type { History, Integrity } from './history.ts';

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Events with their lists by kind. A reader fills it while each event is still in the processor's cache: later that pass costs as much as a metric. */
export interface Index {
  readonly events: Event[];
  readonly byKind: Map<Kind, Event[]>;
}

export const emptyIndex = (): Index => ({ events: [], byKind: new Map() });

export function addTo({ events, byKind }: Index, event: Event): void {
  events.push(event);
  const list = byKind.get(event.kind);
  if (list === undefined) byKind.set(event.kind, [event]);
  else list.push(event);
}

/** An event's kind is the key under which it was filed, so each list holds that kind alone. */
export const ofKind = <K extends Kind>({ byKind }: Index, kind: K) => (byKind.get(kind) ?? []) as unknown as readonly EventOf<K>[];

/** A history of events that are at hand, of a running drill for example. Their order and numbers are trusted. */
export function historyOf(events: readonly Event[], integrity?: Integrity): History {
  const index = emptyIndex();
  for (const event of events) addTo(index, event);
  return indexed(index, integrity);
}

export function indexed(index: Index, integrity?: Integrity): History {
  const { events } = index;
  const of = <K extends Kind>(kind: K) => ofKind(index, kind);
  const firstSeq = events[0]?.seq ?? 0;
  const endMs = of('timeline.ended')[0]?.heardMs ?? events.at(-1)?.heardMs ?? 0;
  const holds = holdsOf(of('hold.started'), of('hold.ended'), endMs);

  return {
    events,
    of,
    first: (kind) => of(kind)[0],
    last: (kind) => of(kind).at(-1),
    at: (seq) => events[seq - firstSeq],
    zeroMs: of('timeline.started')[0]?.atMs,
    endMs,
    elapsedMs: (fromMs, toMs) => toMs - fromMs - holds.reduce((held, hold) => held + overlapMs(hold, fromMs, toMs), 0),
    integrity: integrity ?? integrityOf(events, of('run.closed').at(-1)),
  };
}

const overlapMs = (span: Span, fromMs: number, toMs: number) => Math.max(0, Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs));

/** Spans in which the drill was held; a second hold within a hold changes nothing, and one that never ended lasts to the end. */
function holdsOf(starts: readonly EventOf<'hold.started'>[], ends: readonly EventOf<'hold.ended'>[], endMs: number): Span[] {
  const holds: Span[] = [];
  for (const start of starts) {
    const last = holds.at(-1);
    if (last !== undefined && start.heardMs < last.toMs) continue;
    const end = ends.find((candidate) => candidate.seq > start.seq);
    holds.push({ fromMs: start.heardMs, toMs: end?.heardMs ?? endMs });
  }
  return holds;
}

function integrityOf(events: readonly Event[], closed: EventOf<'run.closed'> | undefined): Integrity {
  const complete = closed !== undefined && closed.because !== 'cut short';
  return {
    state: complete ? 'whole' : 'cut short',
    saw: complete ? `${events.length} events up to the end of the run` : 'no end of the run yet',
    segments: events.filter((event) => event.kind === 'segment.opened').length,
    lines: events.length,
    tip: genesis,
  };
}
