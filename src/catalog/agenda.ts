/** Holds the agenda of a receiver: what it does later, in order of time. Ten thousand calls are plain entries of it, never a promise each. */
import type { Clock } from '../ports/time.ts';
import { Problem } from '../problem.ts';

export interface Agenda {
  /** Runs at a time (Unix ms), or as soon as it can where that is over; entries of one moment begin in the order in which they were made. */
  at(atMs: number, run: () => void | Promise<void>): void;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

const before = (a: Entry, b: Entry) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap: the earliest entry is the first. */
function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  for (let up = (at - 1) >> 1; at > 0; at = up, up = (at - 1) >> 1) {
    const parent = heap[up];
    if (parent === undefined || before(parent, entry)) break;
    heap[at] = parent;
    heap[up] = entry;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  for (let at = 0; ; ) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    const down = right !== undefined && left !== undefined && before(right, left) ? 2 * at + 2 : 2 * at + 1;
    const child = heap[down];
    heap[at] = last;
    if (child === undefined || before(last, child)) return;
    heap[at] = child;
    at = down;
  }
}

/** A journal that failed says so itself, and ends its drill: here it only means that nothing more can be put down. */
async function begin(run: Entry['run']): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

export function makeAgenda(clock: Clock): Agenda {
  const heap: Entry[] = [];
  let order = 0;
  let nextMs = Infinity;

  const wake = () => {
    nextMs = Infinity;
    for (let first = heap[0]; first !== undefined && first.atMs <= clock.now(); first = heap[0]) {
      pop(heap);
      void begin(first.run);
    }
    sleep();
  };
  /** A deadline instead of a sleep: what is still to come holds neither a process nor a simulated world back. */
  const sleep = () => {
    const first = heap[0];
    if (first === undefined || first.atMs >= nextMs) return;
    const wakeMs = first.atMs;
    nextMs = wakeMs;
    const signal = clock.deadline(Math.max(0, Math.ceil(wakeMs - clock.now())));
    const due = () => {
      if (nextMs === wakeMs) wake();
    };
    if (signal.aborted) queueMicrotask(due);
    else signal.addEventListener('abort', due, { once: true });
  };

  return {
    at: (atMs, run) => {
      push(heap, { atMs, order: order++, run });
      sleep();
    },
  };
}
