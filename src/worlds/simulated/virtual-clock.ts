/** Holds the virtual clock: time passes only from one wake-up to the next, and between them promises run dry. */
import TinyQueue from 'tinyqueue';
import { Problem } from '../../problem.ts';
import type { Clock } from '../../ports/time.ts';
import { timeUp } from '../time-up.ts';

interface Wake {
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

/** On a signal: the queues of the clocks that hear of its end. */
const heeding = Symbol('heeding');
interface Heeded extends AbortSignal {
  [heeding]?: readonly object[];
}

/** Equal times wake in the order in which they were asked for. */
const bySooner = (a: Wake, b: Wake) => (a.atMs === b.atMs ? a.order - b.order : a.atMs < b.atMs ? -1 : 1);

export interface VirtualClock extends Clock {
  /** Runs model code at a time, synchronously; it returns whether anything above the model may have been woken. Returns how to cancel it. */
  at(atMs: number, run: () => boolean): () => void;
  /** Waits until `stop` aborts. While anybody waits so, deadlines and the model's own events let time pass. */
  waitFor(stop: AbortSignal, who: string): Promise<void>;
  /** Runs work to its end; throws, naming who waits, when no wake-up is left and the work is unfinished. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export interface VirtualClockOptions {
  readonly startMs: number;
  /** Turns of the event loop between two wake-ups, where promises that run dry should not do; any number must change nothing. */
  readonly turns?: number;
  /** Virtual time after which a drill is taken to hang: a loop that only sleeps would otherwise run for ever. */
  readonly limitMs?: number;
}

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

const soon = Promise.resolve();
/** Ticks run once no microtask is left, so all that a wake-up set off is done by then; a turn of the event loop would take four times as long. */
const onceDry = (run: () => void) => void soon.then(() => process.nextTick(run));

/** Wake-ups in a row without a turn of the event loop; then others of this process get one. */
const dryMax = 100;

/** The model's own events in a row that wake nobody, so that nothing need run dry between them. */
const silentMax = 1000;

/** How many empty turns prove that nothing will come any more; real I/O before and after a drill takes a few. */
const emptyTurnsMax = 200;

export function virtualClock({ startMs, turns = 0, limitMs = 12 * 3_600_000 }: VirtualClockOptions): VirtualClock {
  const queue = new TinyQueue<Wake>([], bySooner);
  /** Not queued yet: most limits are done away with before anything wakes up. */
  const fresh: Wake[] = [];
  const waiting = new Map<number, string>();
  const reasons = new Map<number, DOMException>();
  let nowMs = startMs;
  let order = 0;
  let strong = 0;
  let pumping = false;
  let fail: ((problem: Problem) => void) | undefined;

  /** Where nobody drives the clock any more, what a drill left behind just sleeps on. */
  const stuck = (got: string): void =>
    fail?.(new Problem({ expected: 'a wake-up in the simulated world', got, where: `virtual time ${nowMs - startMs} ms`, next: `waiting: ${[...waiting.values()].join(', ') || 'nobody who said so'}; somebody waits for what never comes` }));
  const moves = () => strong > 0 || waiting.size > 0;
  const isEmpty = () => queue.length === 0 && fresh.length === 0;
  const putInQueue = () => {
    for (const wake of fresh) if (!wake.cancelled) queue.push(wake);
    fresh.length = 0;
  };

  const step = (): void => {
    for (let silent = 0; silent < silentMax && moves(); silent++) {
      putInQueue();
      const wake = queue.pop();
      if (wake === undefined) return;
      if (wake.cancelled) continue;
      if (!wake.weak) strong--;
      nowMs = Math.max(nowMs, wake.atMs);
      if (wake.run()) return;
    }
  };
  let dry = 0;
  const afterTurns = (left: number): void => void setImmediate(() => (left > 1 ? afterTurns(left - 1) : pump()));
  const pumpLater = (): void => {
    dry = (dry + 1) % dryMax;
    if (turns > 0 || dry === 0) afterTurns(turns);
    else onceDry(pump);
  };
  const pump = (): void => {
    pumping = moves() && !isEmpty();
    if (!pumping) return;
    if (nowMs - startMs > limitMs) {
      pumping = false;
      return stuck(`${strong} sleepers after ${limitMs} ms`);
    }
    step();
    pumpLater();
  };
  const wakeUp = () => {
    if (pumping || !moves() || isEmpty()) return;
    pumping = true;
    pumpLater();
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
  const alone = [queue];
  const heed = (stop: Heeded) => {
    const before = stop[heeding] ?? [];
    if (before.includes(queue)) return;
    stop[heeding] = [...before, queue];
    stop.addEventListener('abort', () => callOff(stop), { once: true });
  };
  const add = (atMs: number, weak: boolean, run: () => boolean, stop?: AbortSignal, stopped?: () => void): Wake => {
    const wake: Wake = { atMs, order: order++, weak, run, stop, stopped, cancelled: false };
    if (!weak) strong++;
    if (stop !== undefined) heed(stop);
    fresh.push(wake);
    wakeUp();
    return wake;
  };
  /** One for all limits of the same time: making one takes longer than all else about a limit. */
  const reasonOf = (ms: number): DOMException => {
    const reason = reasons.get(ms) ?? timeUp(ms);
    reasons.set(ms, reason);
    return reason;
  };
  const limited = (ms: number, stop: AbortSignal | undefined) => {
    const controller = new AbortController();
    const signal: Heeded = controller.signal;
    // Nobody else can abort it, which spares it a listener.
    signal[heeding] = alone;
    const end = (reason: unknown) => {
      controller.abort(reason);
      callOff(signal);
    };
    const timeIsUp = () => {
      end(reasonOf(ms));
      return true;
    };
    const wake = add(nowMs + Math.max(0, ms), true, timeIsUp, stop, () => end(stop?.reason));
    return { signal, wake };
  };
  const addWaiter = (who: string) => {
    const id = order++;
    waiting.set(id, who);
    wakeUp();
    return () => void waiting.delete(id);
  };

  return {
    now: () => nowMs,
    sleep: (ms, stop) =>
      new Promise((resolve) => {
        if (stop?.aborted) return resolve();
        const wakeUp = () => {
          resolve();
          return true;
        };
        add(nowMs + Math.max(0, ms), false, wakeUp, stop, resolve);
      }),
    later: (ms, act) => {
      add(nowMs + Math.max(0, ms), true, () => {
        act();
        return true;
      });
    },
    deadline: (ms, stop) => (stop?.aborted ? stop : limited(ms, stop).signal),
    within: (ms, stop, work) => {
      if (stop.aborted) return work(stop);
      const { signal, wake } = limited(ms, stop);
      const working = work(signal);
      const drop = () => cancel(wake);
      working.then(drop, drop);
      return working;
    },
    at: (atMs, run) => {
      const wake = add(atMs, true, run);
      return () => cancel(wake);
    },
    waitFor: (stop, who) =>
      new Promise((resolve) => {
        if (stop.aborted) return resolve();
        const done = addWaiter(who);
        stop.addEventListener('abort', () => (done(), resolve()), { once: true });
      }),
    run: async (work) => {
      const over = new AbortController();
      const problem = new Promise<never>((_resolve, reject) => void (fail = reject));
      const watch = async () => {
        for (let empty = 0; !over.signal.aborted; empty = pumping ? 0 : empty + 1) {
          await turn();
          if (empty > emptyTurnsMax) return stuck(`none left, with unfinished work`);
        }
      };
      const working = work();
      void watch();
      return Promise.race([working, problem]).finally(() => {
        over.abort();
        fail = undefined;
      });
    },
  };
}
