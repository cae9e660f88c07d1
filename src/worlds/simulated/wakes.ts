/** Holds what waits for the virtual clock: wake-ups in order of time, and the signals that call them off. */
import TinyQueue from 'tinyqueue';

export interface Wake {
  readonly atMs: number;
  readonly order: number;
  /** Only a `sleep` lets time pass by itself; a deadline or the model's own event waits until somebody waits for something. */
  readonly weak: boolean;
  /** Returns whether anything above the model may have been woken. */
  readonly run: () => boolean;
  /** What calls it off, and what is done then. */
  readonly stop: AbortSignal | undefined;
  readonly stopped: (() => void) | undefined;
  cancelled: boolean;
}

export interface Wakes {
  add(atMs: number, weak: boolean, run: Wake['run'], stop?: AbortSignal, stopped?: () => void): Wake;
  cancel(wake: Wake): void;
  /** Takes out the first of those that weren't cancelled; equal times come in the order in which they were asked for. */
  take(): Wake | undefined;
  isEmpty(): boolean;
  /** How many let time pass by themselves. */
  sleepers(): number;
  /** For a signal that only its maker can abort, which spares it the listener: call the result once it was. */
  own(stop: AbortSignal): () => void;
}

/** Whom a signal calls off, of one clock. Held weakly: a signal that never aborts may outlast its drill, and a listener would keep all that the drill left behind. */
type Heeds = WeakRef<(stop: AbortSignal) => void>;

/** On a signal: the clocks that hear of its end. */
const heeding = Symbol('heeding');
interface Heeded extends AbortSignal {
  [heeding]?: readonly Heeds[];
}

/** Out here, where a listener has nothing of a clock in its scope. */
function heed(stop: Heeded, heeds: Heeds): void {
  const before = stop[heeding] ?? [];
  if (before.includes(heeds)) return;
  stop[heeding] = [...before, heeds];
  stop.addEventListener('abort', () => heeds.deref()?.(stop), { once: true });
}

const bySooner = (a: Wake, b: Wake) => (a.atMs === b.atMs ? a.order - b.order : a.atMs < b.atMs ? -1 : 1);

export function createWakes(): Wakes {
  const queue = new TinyQueue<Wake>([], bySooner);
  /** Not queued yet: most limits are done away with before anything wakes up. */
  const fresh: Wake[] = [];
  let order = 0;
  let strong = 0;

  const putInQueue = () => {
    for (let wake = fresh.pop(); wake !== undefined; wake = fresh.pop()) if (!wake.cancelled) queue.push(wake);
  };
  const cancel = (wake: Wake) => {
    wake.cancelled = true;
    if (!wake.weak) strong--;
  };
  /** Whom a signal calls off is looked up when it aborts: few ever do, and nearly all that wait with them are done before. */
  const callOff = (stop: AbortSignal) => {
    putInQueue();
    for (const wake of queue.data.filter((one) => one.stop === stop).sort((a, b) => a.order - b.order)) {
      if (wake.cancelled) continue;
      cancel(wake);
      wake.stopped?.();
    }
  };
  const heeds = new WeakRef(callOff);
  const alone = [heeds];

  return {
    add: (atMs, weak, run, stop, stopped) => {
      const wake: Wake = { atMs, order: order++, weak, run, stop, stopped, cancelled: false };
      if (!weak) strong++;
      if (stop !== undefined) heed(stop, heeds);
      fresh.push(wake);
      return wake;
    },
    cancel,
    take: () => {
      putInQueue();
      for (let wake = queue.pop(); wake !== undefined; wake = queue.pop()) {
        if (wake.cancelled) continue;
        if (!wake.weak) strong--;
        return wake;
      }
      return undefined;
    },
    isEmpty: () => queue.length === 0 && fresh.length === 0,
    sleepers: () => strong,
    own: (stop: Heeded) => {
      stop[heeding] = alone;
      return () => callOff(stop);
    },
  };
}
