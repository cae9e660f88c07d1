/** Holds the worker of the simulator: it tries every so many seeds, one after the other, and tells each outcome with the size of its heap. */
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
  readonly heapBytes: number;
}

const { from, seeds, workers, worker } = workerData as Order;
for (let i = worker; i < seeds; i += workers) {
  const outcome = await trySeed(from + i);
  parentPort?.postMessage({ worker, outcome, heapBytes: process.memoryUsage().heapUsed } satisfies Word, []);
}
