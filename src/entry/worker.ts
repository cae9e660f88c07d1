/** Holds the program of a study's worker: it simulates the runs that it is given, one after the other, and tells each result. */
import { parentPort, workerData } from 'node:worker_threads';
import { catalogue } from '../catalog/index.ts';
import { reasonOf } from '../problem.ts';
import { runOne } from '../studies/run-one.ts';
import type { WorkerWord, WorkOrder } from '../studies/study.ts';

const tell = (word: WorkerWord) => parentPort?.postMessage(word, []);
const { plan, runs } = workerData as WorkOrder;

for (const { run, values } of runs) {
  try {
    tell({ result: await runOne(catalogue, plan, run, values) });
  } catch (error) {
    tell({ failed: { run, why: reasonOf(error) } });
    break;
  }
}
