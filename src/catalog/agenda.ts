/** Holds the agenda of a receiver: what it does later, in order of time. Ten thousand calls are plain entries of it, never a promise each. */
import TinyQueue from 'tinyqueue';
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

const bySooner = (a: Entry, b: Entry) => a.atMs - b.atMs || a.order - b.order;

/** A journal that failed says so itself, and ends its drill: here it only means that nothing more can be put down. */
async function begin(run: Entry['run']): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

export function makeAgenda(clock: Clock): Agenda {
  const queue = new TinyQueue<Entry>([], bySooner);
  let order = 0;
  let nextMs = Infinity;

  const wake = () => {
    nextMs = Infinity;
    for (let first = queue.peek(); first !== undefined && first.atMs <= clock.now(); first = queue.peek()) {
      queue.pop();
      void begin(first.run);
    }
    sleep();
  };
  const sleep = () => {
    const first = queue.peek();
    if (first === undefined || first.atMs >= nextMs) return;
    const wakeMs = first.atMs;
    nextMs = wakeMs;
    clock.later(Math.ceil(wakeMs - clock.now()), () => {
      if (nextMs === wakeMs) wake();
    });
  };

  return {
    at: (atMs, run) => {
      queue.push({ atMs, order: order++, run });
      sleep();
    },
  };
}
