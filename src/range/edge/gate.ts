/** Holds the edge's finite capacity: a fixed number of workers, a queue in front of them, and a longest wait. */

export type Refusal = 'full' | 'late';

export interface GateSettings {
  readonly workers: number;
  readonly queue: number;
  readonly queueTimeoutMs: number;
}

interface Waiting {
  readonly holdMs: number;
  readonly go: () => void;
  timer?: NodeJS.Timeout;
}

export interface Gate {
  /** Waits for a worker, holds it for `holdMs`, then calls `go`; or calls `refuse`. The returned function gives up the place in the queue. */
  enter(holdMs: number, go: () => void, refuse: (why: Refusal) => void): () => void;
  readonly lifted: boolean;
  /** Lifts the bound (whoever waits starts at once) or sets it again. */
  lift(lifted: boolean): void;
  readonly busy: number;
  readonly waiting: number;
}

export function createGate(settings: GateSettings): Gate {
  // A set keeps the order of arrival and lets anybody leave the queue at no cost.
  const queue = new Set<Waiting>();
  let busy = 0;
  let lifted = false;

  const work = (one: Waiting) => {
    busy += 1;
    setTimeout(() => {
      busy -= 1;
      one.go();
      next();
    }, one.holdMs);
  };
  const next = () => {
    for (const one of queue) {
      if (!lifted && busy >= settings.workers) return;
      queue.delete(one);
      clearTimeout(one.timer);
      work(one);
    }
  };
  return {
    enter(holdMs, go, refuse) {
      const one: Waiting = { holdMs, go };
      if (lifted || busy < settings.workers) {
        work(one);
        return () => undefined;
      }
      if (queue.size >= settings.queue) {
        refuse('full');
        return () => undefined;
      }
      queue.add(one);
      one.timer = setTimeout(() => {
        if (queue.delete(one)) refuse('late');
      }, settings.queueTimeoutMs);
      return () => {
        if (queue.delete(one)) clearTimeout(one.timer);
      };
    },
    get lifted() {
      return lifted;
    },
    lift(to) {
      lifted = to;
      next();
    },
    get busy() {
      return busy;
    },
    get waiting() {
      return queue.size;
    },
  };
}
