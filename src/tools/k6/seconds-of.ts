/** Holds what tells a generator's seconds while it runs: from its samples, or from its counters. */
import type { LoadSecond, LoadSpec } from '../../ports/capabilities.ts';
import type { Clock } from '../../ports/time.ts';
import { counterSeconds, readCounters, readTotals, type Counters } from './counter-seconds.ts';
import { sampleSeconds, type SampleSeconds } from './sample-seconds.ts';

/** k6 writes its samples every 200 ms and they arrive up to as much later (145 ms in the middle): wait for them before a second is told. */
const samplesLateMs = 500;
/** k6 takes its samples into its metrics every 50 ms. */
const countersLateMs = 100;

export interface Seconds {
  /** Takes a line of the generator's standard output. */
  line(text: string): void;
  opened(atMs: number): void;
  /** Tells each second until `ended` aborts, and then the rest. */
  tell(heard: (second: LoadSecond) => void, ended: AbortSignal): Promise<void>;
}

/** Timers may fire a millisecond early: two more keep a second from being told twice. */
const afterNextSecond = (clock: Clock, lateMs: number) => 1002 - ((clock.now() - lateMs) % 1000);

function fromSamples(clock: Clock): Seconds {
  let seconds: SampleSeconds | undefined;
  return {
    line: (text) => seconds?.read(text),
    opened: (atMs) => {
      seconds = sampleSeconds(atMs);
    },
    async tell(heard, ended) {
      while (!ended.aborted) {
        await clock.sleep(afterNextSecond(clock, samplesLateMs), ended);
        if (!ended.aborted) seconds?.take(clock.now() - samplesLateMs).forEach(heard);
      }
      seconds?.take(clock.now() + 1000).forEach(heard);
    },
  };
}

function fromCounters(clock: Clock, api: string): Seconds {
  const toSecond = counterSeconds();
  let totals: Counters | undefined;
  return {
    line: (text) => {
      totals = readTotals(text) ?? totals;
    },
    opened: () => {},
    async tell(heard, ended) {
      while (!ended.aborted) {
        await clock.sleep(afterNextSecond(clock, countersLateMs), ended);
        const counters = ended.aborted ? undefined : await readCounters(api);
        // A reading that came with the end is left to the totals, which are exact.
        if (counters !== undefined && !ended.aborted) heard(toSecond(counters, clock.now() - countersLateMs - 1000));
      }
      if (totals !== undefined) heard(toSecond(totals, clock.now()));
    },
  };
}

export const secondsOf = (report: LoadSpec['report'], clock: Clock, api: string): Seconds => (report === 'samples' ? fromSamples(clock) : fromCounters(clock, api));
