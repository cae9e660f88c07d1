/** Holds a queue ordered by time, then by arrival, so that equal times wake in the order in which they were asked for. */

export interface Wake {
  readonly atMs: number;
  readonly order: number;
  /** Only a `sleep` lets time pass by itself; a deadline or the model's own event waits until somebody waits for something. */
  readonly weak: boolean;
  /** Returns whether anything above the model may have been woken. */
  run(): boolean;
  cancelled: boolean;
}

const before = (a: Wake, b: Wake) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

export interface WakeQueue {
  push(wake: Wake): void;
  pop(): Wake | undefined;
  readonly size: number;
}

/** A binary heap: pushes and pops stay cheap with thousands of sleepers. */
export function wakeQueue(): WakeQueue {
  const heap: Wake[] = [];
  const at = (i: number): Wake => heap[i] as Wake;
  const swap = (i: number, j: number) => {
    const kept = at(i);
    heap[i] = at(j);
    heap[j] = kept;
  };
  const sink = () => {
    for (let i = 0; ; ) {
      const child = 2 * i + 1;
      const other = child + 1;
      if (child >= heap.length) return;
      const least = other < heap.length && before(at(other), at(child)) ? other : child;
      if (!before(at(least), at(i))) return;
      swap(i, least);
      i = least;
    }
  };
  return {
    push: (wake) => {
      heap.push(wake);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!before(at(i), at(parent))) return;
        swap(i, parent);
        i = parent;
      }
    },
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return first;
    },
    get size() {
      return heap.length;
    },
  };
}
