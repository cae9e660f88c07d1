/** Holds the virtual clock: time passes only from one wake-up to the next, and between them promises run dry. */
import { nextTick } from 'node:process';
import { Problem } from '../../problem.ts';
import type { Clock } from '../../ports/time.ts';
import { timeUp } from '../time-up.ts';
import { createWakes } from './wakes.ts';
import type { Wakes } from './wakes.ts';

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

/** Wake-ups in a row without a turn of the event loop; then others of this process get one. */
const dryMax = 100;

/** The model's own events in a row that wake nobody, so that nothing need run dry between them. */
const silentMax = 1000;

/** How many empty turns prove that nothing will come any more; real I/O before and after a drill takes a few. */
const emptyTurnsMax = 200;

export function virtualClock({ startMs, turns = 0, limitMs = 12 * 3_600_000 }: VirtualClockOptions): VirtualClock {
  const wakes = createWakes();
  const waiting = new Map<number, string>();
  const reasons = new Map<number, DOMException>();
  let nowMs = startMs;
  let waiters = 0;
  let pumping = false;
  let fail: ((problem: Problem) => void) | undefined;

  /** Where nobody drives the clock any more, what a drill left behind just sleeps on. */
  const stuck = (got: string): void =>
    fail?.(new Problem({ expected: 'a wake-up in the simulated world', got, where: `virtual time ${nowMs - startMs} ms`, next: `waiting: ${[...waiting.values()].join(', ') || 'nobody who said so'}; somebody waits for what never comes` }));
  const moves = () => wakes.sleepers() > 0 || waiting.size > 0;
  const step = (): void => {
    for (let silent = 0; silent < silentMax && moves(); silent++) {
      const wake = wakes.take();
      if (wake === undefined) return;
      nowMs = Math.max(nowMs, wake.atMs);
      if (wake.run()) return;
    }
  };
  let dry = 0;
  const afterTurns = (left: number): void => void setImmediate(() => (left > 1 ? afterTurns(left - 1) : pump()));
  const pumpLater = (): void => {
    dry = (dry + 1) % dryMax;
    if (turns > 0 || dry === 0) afterTurns(turns);
    else void soon.then(pumpNext);
  };
  /** Ticks run once no microtask is left, so all that a wake-up set off is done by then; a turn of the event loop would take four times as long. */
  const pumpNext = () => nextTick(pump);
  const pump = (): void => {
    pumping = moves() && !wakes.isEmpty();
    if (!pumping) return;
    if (nowMs - startMs > limitMs) {
      pumping = false;
      return stuck(`${wakes.sleepers()} sleepers after ${limitMs} ms`);
    }
    step();
    pumpLater();
  };
  const wakeUp = () => {
    if (pumping || !moves() || wakes.isEmpty()) return;
    pumping = true;
    pumpLater();
  };
  const add: Wakes['add'] = (atMs, weak, run, stop, stopped) => {
    const wake = wakes.add(atMs, weak, run, stop, stopped);
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
    const { signal } = controller;
    const callOff = wakes.own(signal);
    const end = (reason: unknown) => {
      controller.abort(reason);
      callOff();
    };
    const timeIsUp = () => {
      end(reasonOf(ms));
      return true;
    };
    const wake = add(nowMs + Math.max(0, ms), true, timeIsUp, stop, () => end(stop?.reason));
    return { signal, wake };
  };
  const addWaiter = (who: string) => {
    const id = waiters++;
    waiting.set(id, who);
    wakeUp();
    return () => void waiting.delete(id);
  };

  return {
    now: () => nowMs,
    sleep: (ms, stop) =>
      new Promise((resolve) => {
        if (stop?.aborted) return resolve();
        const rouse = () => {
          resolve();
          return true;
        };
        add(nowMs + Math.max(0, ms), false, rouse, stop, resolve);
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
      const drop = () => wakes.cancel(wake);
      working.then(drop, drop);
      return working;
    },
    at: (atMs, run) => {
      const wake = add(atMs, true, run);
      return () => wakes.cancel(wake);
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
