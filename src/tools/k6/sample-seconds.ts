/** Holds the reader of k6's CSV samples: one line an answer in, one LoadSecond a second out. */
import type { LoadSecond } from '../../ports/capabilities.ts';
import { addTo, toSparse } from '../../record/latency-histogram.ts';

interface ClassTally {
  sent: number;
  ok: number;
  blocked: number;
  failed: number;
  hist: Map<number, number>;
}
interface Tally {
  dropped: number;
  passed: number;
  classes: Map<string, ClassTally>;
}

const secondOf = (ms: number) => Math.floor(ms / 1000);

export interface SampleSeconds {
  /** Takes a line of the CSV output; lines of metrics that aren't ours are passed over by their first characters. */
  read(line: string): void;
  /** Takes out all seconds that ended before `beforeMs`, gaps included. */
  take(beforeMs: number): LoadSecond[];
}

/** Starts at the second in which the gate was opened. A sample that comes after its second was taken is counted in the next one, so that no request is lost. */
export function sampleSeconds(fromMs: number): SampleSeconds {
  const tallies = new Map<number, Tally>();
  let next = secondOf(fromMs);

  const tallyAt = (ms: number): Tally => {
    const second = Math.max(next, secondOf(ms));
    const tally = tallies.get(second) ?? { dropped: 0, passed: 0, classes: new Map() };
    tallies.set(second, tally);
    return tally;
  };

  const readAnswer = (line: string) => {
    const cells = line.split(',');
    const tags = new URLSearchParams(cells.at(-2));
    const ms = Number(cells[2]);
    const tally = tallyAt(Number(cells[1]));
    const key = `${tags.get('class') ?? 'unknown'}/${tags.get('region') ?? 'unknown'}`;
    const one = tally.classes.get(key) ?? { sent: 0, ok: 0, blocked: 0, failed: 0, hist: new Map() };
    tally.classes.set(key, one);
    const is = tags.get('is');
    one.sent += 1;
    one[is === 'ok' || is === 'blocked' ? is : 'failed'] += 1;
    if (tags.get('served') === 'yes') tally.passed += 1;
    addTo(one.hist, ms);
  };

  const toSecond = (second: number): LoadSecond => {
    const tally = tallies.get(second);
    tallies.delete(second);
    const classes = Object.fromEntries([...(tally?.classes ?? [])].map(([key, one]) => [key, { ...one, hist: toSparse(one.hist) }]));
    const sent = Object.values(classes).reduce((sum, one) => sum + one.sent, 0);
    const dropped = tally?.dropped ?? 0;
    return { atMs: second * 1000, offered: sent + dropped, dropped, passed: tally?.passed ?? 0, classes };
  };

  return {
    read(line) {
      if (line.startsWith('answer,')) readAnswer(line);
      else if (line.startsWith('dropped_iterations,')) {
        const cells = line.split(',', 3);
        tallyAt(Number(cells[1])).dropped += Number(cells[2]);
      }
    },
    take(beforeMs) {
      const taken: LoadSecond[] = [];
      for (; next < secondOf(beforeMs); next++) taken.push(toSecond(next));
      return taken;
    },
  };
}
