/** Holds how k6's samples become seconds: one sample a line in, one LoadSecond a second out. */
import type { LoadSecond } from '../../ports/load.ts';
import { addTo } from '../../record/latency-histogram.ts';

/** What a line of k6's CSV output says; undefined where it is of a metric that doesn't matter. `ms` is absent where nobody waited for an answer. */
export type ReadSample = (line: string, runner: number) => Sample | undefined;
export type Sample = { readonly atMs: number; readonly key: string; readonly is: 'ok' | 'blocked' | 'failed'; readonly served: boolean; readonly ms?: number } | { readonly atMs: number; readonly dropped: number };

interface ClassTally {
  sent: number;
  ok: number;
  blocked: number;
  failed: number;
  readonly hist: number[];
}
interface Tally {
  dropped: number;
  passed: number;
  classes: Map<string, ClassTally>;
}

const secondOf = (ms: number) => Math.floor(ms / 1000);

export interface SampleSeconds {
  /** Takes a line of the CSV output of one of the runners. */
  read(line: string, runner?: number): void;
  /** Takes out all seconds that ended before `beforeMs`, gaps included. */
  take(beforeMs: number): LoadSecond[];
}

export function readDropped(line: string, requests = 1): Sample | undefined {
  if (!line.startsWith('dropped_iterations,')) return undefined;
  const cells = line.split(',', 3);
  return { atMs: Number(cells[1]), dropped: Number(cells[2]) * requests };
}

/** gameday's own scripts say of each answer what it was; other lines are passed over by their first characters. */
export const readAnswer: ReadSample = (line) => {
  if (!line.startsWith('answer,')) return readDropped(line);
  const cells = line.split(',');
  const tags = new URLSearchParams(cells.at(-2));
  const is = tags.get('is');
  return { atMs: Number(cells[1]), key: `${tags.get('class') ?? 'unknown'}/${tags.get('region') ?? 'unknown'}`, is: is === 'ok' || is === 'blocked' ? is : 'failed', served: tags.get('served') === 'yes', ms: Number(cells[2]) };
};

/** Starts at the second in which the gate was opened. A sample that comes after its second was taken is counted in the next one, so that no request is lost. */
export function sampleSeconds(fromMs: number, readSample: ReadSample = readAnswer): SampleSeconds {
  const tallies = new Map<number, Tally>();
  let next = secondOf(fromMs);

  const tallyAt = (ms: number): Tally => {
    const second = Math.max(next, secondOf(ms));
    const tally = tallies.get(second) ?? { dropped: 0, passed: 0, classes: new Map() };
    tallies.set(second, tally);
    return tally;
  };

  const count = (sample: Sample) => {
    const tally = tallyAt(sample.atMs);
    if ('dropped' in sample) {
      tally.dropped += sample.dropped;
      return;
    }
    const { key, is, served, ms } = sample;
    const one = tally.classes.get(key) ?? { sent: 0, ok: 0, blocked: 0, failed: 0, hist: [] };
    tally.classes.set(key, one);
    one.sent += 1;
    one[is] += 1;
    if (served) tally.passed += 1;
    if (ms !== undefined) addTo(one.hist, ms);
  };

  const toSecond = (second: number): LoadSecond => {
    const tally = tallies.get(second);
    tallies.delete(second);
    const classes = Object.fromEntries(tally?.classes ?? []);
    const sent = Object.values(classes).reduce((sum, one) => sum + one.sent, 0);
    const dropped = Math.round(tally?.dropped ?? 0);
    return { atMs: second * 1000, offered: sent + dropped, dropped, passed: tally?.passed ?? 0, classes };
  };

  return {
    read(line, runner = 0) {
      const sample = readSample(line, runner);
      if (sample !== undefined) count(sample);
    },
    take(beforeMs) {
      const taken: LoadSecond[] = [];
      for (; next < secondOf(beforeMs); next++) taken.push(toSecond(next));
      return taken;
    },
  };
}
