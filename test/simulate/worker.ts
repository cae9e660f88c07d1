/** Holds the worker of the simulator: it tries every so many seeds, one after the other, and tells each outcome, now and then with the size of its heap. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { trySeed } from './try-seed.ts';
import type { Outcome } from './try-seed.ts';

export interface Order {
  readonly from: number;
  readonly seeds: number;
  /** Of so many workers this is the one of this number. */
  readonly workers: number;
  readonly worker: number;
}

export interface Word {
  readonly worker: number;
  readonly outcome: Outcome;
  /** What is left after the garbage was taken; of every hundredth seed. */
  readonly heapBytes?: number;
}

const { from, seeds, workers, worker } = workerData as Order;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const everySeeds = 100;

function heap(): { heapBytes: number } {
  collect();
  return { heapBytes: process.memoryUsage().heapUsed };
}

for (let i = worker; i < seeds; i += workers) {
  const outcome = await trySeed(from + i);
  parentPort?.postMessage({ worker, outcome, ...((i - worker) % (everySeeds * workers) === 0 && i > worker && heap()) } satisfies Word, []);
}
