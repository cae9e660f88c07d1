/**
 * Lets a machine look for the drill at which gameday breaks a promise. `npm run simulate -- --seeds 100000 --from 1` tries as many random scenarios with random
 * failures of gameday's own parts; it ends 1 where a promise was broken, and 2 where some failure never fell into some phase.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { usualWorkers } from '../../src/studies/workers.ts';
import { createCoverage } from './coverage.ts';
import { toldOf } from './try-seed.ts';
import type { Order, Word } from './worker.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '500' }, from: { type: 'string', default: '1' }, workers: { type: 'string', default: String(usualWorkers()) } } });
const count = (name: keyof typeof values, least: number): number => {
  const n = Number(values[name]);
  if (!Number.isSafeInteger(n) || n < least || n > 0xffffffff) {
    process.stderr.write(`expected a whole number from ${least} on, got ${values[name]} (--${name})\n`);
    process.exit(64);
  }
  return n;
};
const [seeds, from] = [count('seeds', 1), count('from', 0)];
const workers = Math.min(count('workers', 1), seeds);

const coverage = createCoverage();
/** Heaps of each worker after the garbage was taken, smoothed by the lowest of a stretch. */
const heaps = Array.from({ length: workers }, (): { early: number; late: number } => ({ early: Infinity, late: Infinity }));
const startMs = performance.now();
let done = 0;
let broken = 0;

const heard = ({ worker, outcome, heapBytes = Infinity }: Word) => {
  done += 1;
  coverage.add(outcome.fired);
  const heap = heaps[worker];
  if (heap !== undefined && done <= seeds / 3) heap.early = Math.min(heap.early, heapBytes);
  if (heap !== undefined && done > (2 * seeds) / 3) heap.late = Math.min(heap.late, heapBytes);
  if (outcome.found !== undefined) {
    broken += 1;
    process.stdout.write(`${toldOf(outcome.seed, outcome.found)}\n`);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${seeds} seeds`);
};

await Promise.all(
  Array.from({ length: workers }, (_, worker) => {
    const order: Order = { from, seeds, workers, worker };
    return new Promise<void>((resolve, reject) => {
      new Worker(new URL('./worker.ts', import.meta.url), { workerData: order }).on('message', heard).once('error', reject).once('exit', () => resolve());
    });
  }),
);

const mb = (bytes: number) => (Number.isFinite(bytes) ? `${Math.round(bytes / 1e6)} MB` : 'not measured');
const seconds = (performance.now() - startMs) / 1000;
process.stdout.write(`\n${coverage.table()}\n\n`);
process.stdout.write(`${seeds} seeds in ${seconds.toFixed(1)} s: ${(seeds / seconds).toFixed(1)} a second on ${workers} threads; ${broken} broke a promise\n`);
for (const [worker, { early, late }] of heaps.entries()) process.stdout.write(`heap of worker ${worker}, at its lowest: ${mb(early)} in the first third, ${mb(late)} in the last\n`);
const missing = coverage.missing();
if (missing.length > 0) process.stdout.write(`never happened: ${missing.join('; ')}\n`);
process.exitCode = broken > 0 ? 1 : missing.length > 0 ? 2 : 0;
