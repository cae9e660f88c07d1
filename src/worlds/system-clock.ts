/** Holds the real clock: Unix time that never runs backwards within a process, and sleeps that can be stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/time.ts';
import { timeUp } from './time-up.ts';

export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: async (ms, stop) => {
    if (stop?.aborted) return;
    await sleep(Math.max(0, ms), undefined, stop === undefined ? {} : { signal: stop }).catch((error: unknown) => {
      if (!stop?.aborted) throw error;
    });
  },
  later: (ms, act) => void setTimeout(act, Math.max(0, ms)).unref(),
  deadline: (ms, stop) => {
    const late = AbortSignal.timeout(Math.max(0, Math.round(ms)));
    return stop === undefined ? late : AbortSignal.any([stop, late]);
  },
  within: async (ms, stop, work) => {
    const late = new AbortController();
    // As AbortSignal.timeout would, it holds no process back.
    const timer = setTimeout(() => late.abort(timeUp(ms)), Math.max(0, ms)).unref();
    try {
      return await work(AbortSignal.any([stop, late.signal]));
    } finally {
      clearTimeout(timer);
    }
  },
};
