/** Holds what tells a generator's seconds while it runs: from its samples, or from its counters. */
import type { LoadSecond, LoadSpec } from '../../ports/load.ts';
import type { Clock } from '../../ports/time.ts';
import { counterSeconds, readCounters, readTotals, sumOf, type Counters } from './counter-seconds.ts';
import { type EvenSeconds, evenSeconds } from './even-seconds.ts';
import { readAnswer, sampleSeconds, type SampleSeconds } from './sample-seconds.ts';
import { type Mishaps, scriptSamples } from './script-samples.ts';
import { countedByK6, countedByUs } from './scripts/counted.ts';

/** k6 takes its samples into its metrics every 50 ms. */
const countersLateMs = 100;

export interface Seconds {
  /** Takes a line of a runner's standard output. */
  line(text: string, runner?: number): void;
  opened(atMs: number): void;
  /** Tells each second until `ended` aborts, and then the rest. */
  tell(heard: (second: LoadSecond) => void, ended: AbortSignal): Promise<void>;
  /** Of a script of the team's own, as far as it is known. */
  mishaps(): Mishaps;
}

type Script = LoadSpec['script'];
const requestsOf = (script: Script): number => (typeof script === 'string' ? 1 : script.requests);

/** Timers may fire a millisecond early: two more keep a second from being told twice. */
const afterNextSecond = (clock: Clock, lateMs: number) => 1002 - ((clock.now() - lateMs) % 1000);

function fromSamples(script: Script, clock: Clock, lateMs: number): Seconds {
  let seconds: SampleSeconds | undefined;
  const samples = typeof script === 'string' ? { read: readAnswer, mishaps: () => ({ thrown: 0, stray: 0 }) } : scriptSamples(script);
  return {
    line: (text, runner) => seconds?.read(text, runner),
    opened: (atMs) => {
      seconds = sampleSeconds(atMs, samples.read);
    },
    mishaps: () => samples.mishaps(),
    async tell(heard, ended) {
      while (!ended.aborted) {
        await clock.sleep(afterNextSecond(clock, lateMs), ended);
        if (!ended.aborted) seconds?.take(clock.now() - lateMs).forEach(heard);
      }
      seconds?.take(clock.now() + 1000).forEach(heard);
    },
  };
}

function fromCounters(script: Script, clock: Clock, apis: readonly string[]): Seconds {
  const toSecond = counterSeconds(requestsOf(script));
  const names = typeof script === 'string' ? countedByUs : countedByK6;
  const totals = new Map<number, Counters>();
  /** What each runner was last known to have counted: one that doesn't answer, or has ended, has still sent what it sent. */
  const known = new Map<number, Counters>();
  let even: EvenSeconds | undefined;
  return {
    line: (text, runner = 0) => {
      const read = readTotals(text);
      if (read !== undefined) totals.set(runner, read);
    },
    opened: (atMs) => {
      even = evenSeconds(atMs);
    },
    mishaps: () => sumOf(totals.values()),
    async tell(heard, ended) {
      while (!ended.aborted) {
        await clock.sleep(afterNextSecond(clock, countersLateMs), ended);
        const askedMs = clock.now();
        const readings = ended.aborted ? [] : await Promise.all(apis.map(async (api, runner) => totals.get(runner) ?? (await readCounters(api, names))));
        // Readings that came with the end are left to the totals, which are exact.
        if (ended.aborted || readings.every((reading) => reading === undefined)) continue;
        for (const [runner, reading] of readings.entries()) if (reading !== undefined) known.set(runner, reading);
        // Read somewhere between the question and its answer.
        const atMs = (askedMs + clock.now()) / 2 - countersLateMs;
        even?.take(toSecond(sumOf(known.values()), atMs), atMs).forEach(heard);
      }
      if (totals.size > 0) even?.take(toSecond(sumOf(new Map([...known, ...totals]).values()), clock.now()), clock.now()).forEach(heard);
      even?.rest().forEach(heard);
    },
  };
}

/**
 * One generator may be several runners, each with an API of its own in `apis`. k6 writes its samples every 200 ms, and they come later by
 * `samplesLateMs` at most: that long a second is waited for before it is told.
 */
export const secondsOf = ({ report, script }: Pick<LoadSpec, 'report' | 'script'>, clock: Clock, apis: readonly string[], samplesLateMs: number): Seconds =>
  report === 'samples' ? fromSamples(script, clock, samplesLateMs) : fromCounters(script, clock, apis);
