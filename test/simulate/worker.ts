/** Holds the worker of the simulator: it tries every so many seeds, one after the other, and tells each outcome, now and then with the size of its heap. */
import { getHeapCodeStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { collectAll } from '../house/collect.ts';
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
  /** What drills have left behind, now and then. */
  readonly heapBytes?: number;
}

const { from, seeds, workers, worker } = workerData as Order;
/** So often that the first and the last third of the seeds have some, and seldom enough to take none of their time. */
const measurements = 8;
const everySeeds = Math.max(1, Math.floor(seeds / workers / measurements));
/** What fails is told by what was expected and what came; making stacks that nobody reads takes time. */
Error.stackTraceLimit = 0;

/** Without compiled code, of which there is more the longer a process runs. */
async function heap(): Promise<{ heapBytes: number }> {
  await collectAll();
  const { code_and_metadata_size: code, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  return { heapBytes: process.memoryUsage().heapUsed - code - bytecode };
}

for (let i = worker; i < seeds; i += workers) {
  const outcome = await trySeed(from + i);
  const isTime = i > worker && (i - worker) % (everySeeds * workers) === 0;
  parentPort?.postMessage({ worker, outcome, ...(isTime && (await heap())) } satisfies Word, []);
}
