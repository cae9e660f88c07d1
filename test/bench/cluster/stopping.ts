/** Measures how soon all faults of a drill in the cluster are proved gone after Ctrl-C, and gone after SIGKILL of its runner together with the reaper beside it. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLease } from '../../../src/worlds/kubernetes/lease/lease-object.ts';
import { eventually } from '../../cluster/kit.ts';
import { leftIn } from '../../cluster/practice.ts';
import type { LiveRun } from '../../kill/live-run.ts';
import { median, spread, type Row } from '../row.ts';
import type { BenchRange } from './range.ts';

const runs = 2;
const scenario = 'test/fixtures/cluster.yaml';
const active = 'latency, mail outage and flood active';

const injects = ['latency', 'no-mail', 'flood'];

async function everything(run: LiveRun): Promise<void> {
  let over: string | undefined;
  void run.exited.then(({ code, output }) => (over = `exit ${code}: ${output}`));
  for (;; await sleep(20)) {
    const applied = run.of('change.applied');
    if (injects.every((inject) => applied.some((event) => event.inject === inject))) return;
    const [failed] = run.of('change.failed');
    const instead = failed === undefined ? over : `${failed.inject}: ${failed.error}`;
    if (instead !== undefined) throw new Error(`expected ${active}, got ${instead}`);
  }
}

/** Also one that went wrong has to be over before the next. */
async function end(run: LiveRun): Promise<void> {
  run.child.kill('SIGINT');
  await run.exited;
  run.clean();
}

async function interrupted(range: BenchRange): Promise<number> {
  const run = range.drill(scenario);
  try {
    await everything(run);
    const sentMs = performance.timeOrigin + performance.now();
    run.child.kill('SIGINT');
    await run.exited;
    const stuck = run.of('change.stuck');
    if (stuck.length > 0) throw new Error(`expected everything withdrawn, got ${JSON.stringify(stuck)}`);
    return Math.max(...run.of('change.withdrawn').map((event) => event.heardMs)) - sentMs;
  } finally {
    await end(run);
  }
}

/** In the cluster a runner has one child, its reaper. */
const reaperOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());

/** The reaper in the cluster frees the Lease when it has proved that nothing is left; what it says is then looked at from here. */
async function killed(range: BenchRange): Promise<number> {
  const run = range.drill(scenario);
  try {
    await everything(run);
    const { pid } = run.child;
    if (pid === undefined) throw new Error('expected a runner, got none');
    const both = [reaperOf(pid), pid];
    const id = run.of('run.opened')[0]?.run ?? '';
    const sent = performance.now();
    for (const each of both) process.kill(each, 'SIGKILL');
    await eventually('the Lease to be freed', 60_000, async () => (await readLease(range.client))?.run === undefined);
    const goneMs = performance.now() - sent;
    const left = await leftIn(range, id);
    if (left.length > 0) throw new Error(`expected nothing of run ${id} once its Lease is free, got ${left.join(', ')}`);
    return goneMs;
  } finally {
    await end(run);
  }
}

async function row(name: string, limit: number, once: () => Promise<number>): Promise<Row> {
  const took: number[] = [];
  while (took.length < runs) took.push(await once());
  return { name, measured: Math.max(...took), limit, want: 'at most', unit: 'ms', note: `worst of ${runs}, median ${Math.round(median(took))}, ${spread(took)}; ${active}` };
}

export const stopping = async (range: BenchRange): Promise<Row[]> => [
  await row('Ctrl-C to everything proved gone', 2000, () => interrupted(range)),
  await row("SIGKILL of the runner and its reaper to gone, by the cluster's reaper", 12_000, () => killed(range)),
];
