/** Holds the running of a study on several threads: runs are dealt out, results come back in whatever order they are done. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem } from '../problem.ts';
import type { RunResult, StudyPlan, WorkerWord, WorkOrder } from './study.ts';

export interface RunStudy {
  readonly plan: StudyPlan;
  readonly runs: WorkOrder['runs'];
  readonly workers?: number;
  readonly heard: (result: RunResult) => void;
  /** Ends the workers; what they had told is kept. */
  readonly stop: AbortSignal;
  /** The worker's program. */
  readonly program: URL;
}

export const usualWorkers = (): number => Math.max(1, availableParallelism());

/** Rejects with a `Problem` that names the run that failed. */
export async function runStudy({ plan, runs, workers = usualWorkers(), heard, stop, program }: RunStudy): Promise<void> {
  const hands = Math.min(workers, runs.length);
  await Promise.all(
    Array.from({ length: hands }, (_, hand) => {
      const order: WorkOrder = { plan, runs: runs.filter((_, i) => i % hands === hand) };
      const worker = new Worker(program, { workerData: order });
      const end = () => void worker.terminate();
      stop.addEventListener('abort', end, { once: true });
      return new Promise<void>((resolve, reject) => {
        worker.on('message', (word: WorkerWord) => {
          if ('result' in word) return heard(word.result);
          return reject(new Problem({ expected: `run ${word.failed.run} of the study to come to its end`, got: word.failed.why, next: `Look at it alone: \`gameday run SCENARIO --world simulated --seed ${(plan.seed + word.failed.run) >>> 0}\`.` }));
        });
        worker.once('error', reject).once('exit', () => resolve());
      }).finally(() => {
        stop.removeEventListener('abort', end);
        end();
      });
    }),
  );
}
