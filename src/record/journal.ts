/** Holds the journal's writer: it numbers, stamps, chains and appends events, and tells listeners. */
import { Problem, reasonOf } from '../problem.ts';
import { genesis, seal } from './chain.ts';
import { formatVersion } from './events.ts';
import type { Emit, Event, EventOf, Events, Kind, Writer } from './events.ts';
import { addTo, emptyIndex, ofKind } from './history-of.ts';

/** Where lines go; synchronous, so that a line is with the operating system before the next step is taken. */
export interface Sink {
  /** Appends text; throws when it can't (a full disk, say). */
  append(text: string): void;
  /** Returns when everything appended is on the disk. */
  flush(): void;
  close(): void;
}

export interface Journal {
  /** Binds an author: `journal.as('fault/flood')`. */
  as(by: string): Emit;
  /** Call before a change is made. Throws once the journal has failed: what isn't on the disk must not be done to the world. */
  flush(): void;
  /** Listeners hear each event after it was appended; returns how to stop listening. */
  listen(listener: (event: Event) => void): () => void;
  /** The same for events of one kind; those who listen to all hear an event first. */
  hear<K extends Kind>(kind: K, listener: (event: EventOf<K>) => void): () => void;
  /** As they were emitted: the same that a reader of the text gets, since what was emitted changes no more. */
  readonly events: readonly Event[];
  /** Those of one kind. */
  of<K extends Kind>(kind: K): readonly EventOf<K>[];
  /** The last event's number, and its line's hash; without a sink there are no lines, and the hash is that of the line before them. */
  readonly tip: { readonly seq: number; readonly hash: string };
  /**
   * What stopped the journal from taking lines. The emit that met it throws it; later ones do nothing, so that withdrawal can go on,
   * and nothing is appended after a line that may be torn.
   */
  readonly failed: Problem | undefined;
  close(): void;
}

type Listeners = Set<(event: Event) => void>;
const nobody: Listeners = new Set();

export interface OpenJournal {
  /** Without one events are only numbered, stamped and kept, and nothing is written or hashed: for drills whose record nobody reads again. */
  sink?: Sink;
  now: () => number;
  writer: Writer;
  pid: number;
  segment: number;
  /** The last valid line of the segment before. */
  after?: { seq: number; hash: string };
}

/** JSON would silently turn NaN and infinity into null, which a judge could take for a zero. */
function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Problem({ expected: 'finite numbers in an event', got: String(value), where: `key "${key}"` });
  return value;
}

/** JSON writes what isn't finite as null, so only where there is a null it is looked at value by value, which takes several times as long. */
function written(event: object): string {
  const json = JSON.stringify(event);
  return json.includes('null') ? JSON.stringify(event, refuseNonFinite) : json;
}

/** Opens a segment: its first line is written at once. Throws a `Problem` when the sink doesn't take it. */
export function createJournal({ sink, now, writer, pid, segment, after }: OpenJournal): Journal {
  const index = emptyIndex();
  const listeners: Listeners = new Set();
  const listenersOf = new Map<Kind, Listeners>();
  const untold: Event[] = [];
  let tip = after ?? { seq: 0, hash: genesis };
  let failed: Problem | undefined;
  let telling = false;

  const fail = (doing: string, cause: unknown) => {
    failed = new Problem({
      expected: `the journal to take ${doing}`,
      got: reasonOf(cause),
      where: `segment ${segment}, after line number ${tip.seq}`,
      next: 'Free the disk (or name another folder with --out); the drill withdraws its faults and ends here.',
      cause,
    });
    return failed;
  };

  /** Returns the line's hash. */
  const write = (event: Event): string => {
    if (sink === undefined) return tip.hash;
    const sealed = seal(tip.hash, written(event));
    try {
      sink.append(sealed.line);
    } catch (error) {
      throw fail('a line', error);
    }
    return sealed.hash;
  };

  const append = (by: string, kind: Kind, body: object) => {
    if (failed !== undefined) return tip.seq;
    const seq = tip.seq + 1;
    // A kind comes with its own body, as `Emit` sees to.
    const event = { seq, heardMs: now(), by, kind, ...body } as Event;
    tip = { seq, hash: write(event) };
    addTo(index, event);
    if (telling) untold.push(event);
    else tell(event);
    return seq;
  };

  const tellAll = (those: Listeners, event: Event) => {
    for (const listener of those) {
      try {
        listener(event);
      } catch (error) {
        those.delete(listener);
        append('journal', 'trouble', { what: 'a listener failed and hears no more', detail: reasonOf(error) } satisfies Events['trouble']);
      }
    }
  };

  /** A listener may emit: its event waits until everybody has heard the one before. One that throws is dropped, and the record says so. */
  const tell = (first: Event) => {
    telling = true;
    for (let event: Event | undefined = first; event !== undefined; event = untold.shift()) {
      tellAll(listeners, event);
      tellAll(listenersOf.get(event.kind) ?? nobody, event);
    }
    telling = false;
  };

  const join = (those: Listeners, listener: (event: Event) => void) => {
    those.add(listener);
    return () => void those.delete(listener);
  };

  append('journal', 'segment.opened', { format: formatVersion, segment, writer, pid, ...(after && { after }) } satisfies Events['segment.opened']);

  return {
    as: (by) => (kind, body) => append(by, kind, body),
    flush: () => {
      if (failed !== undefined) throw failed;
      try {
        sink?.flush();
      } catch (error) {
        throw fail('a flush', error);
      }
    },
    listen: (listener) => join(listeners, listener),
    hear: (kind, listener) => {
      const those = listenersOf.get(kind) ?? new Set();
      listenersOf.set(kind, those);
      // They are told of that kind alone, which the type of a map can't say.
      return join(those, listener as (event: Event) => void);
    },
    of: (kind) => ofKind(index, kind),
    events: index.events,
    get tip() {
      return tip;
    },
    get failed() {
      return failed;
    },
    close: () => sink?.close(),
  };
}
