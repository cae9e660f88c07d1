/** Measures one whole drill in the cluster: how long each withdrawal takes to its proof, and how much memory its runner comes to need. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveRun } from '../../kill/live-run.ts';
import { median, spread, type Row } from '../row.ts';
import type { BenchRange } from './range.ts';

const scenario = 'test/fixtures/cluster.yaml';
const lookMs = 100;

/** The kernel's own high-water mark of a process (proc(5)), in MB; undefined once it has ended. */
function peakMb(pid: number | undefined): number | undefined {
  try {
    const kB = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kB === undefined ? undefined : Number(kB) / 1024;
  } catch {
    return undefined;
  }
}

/** Looks until the process has ended: its mark only grows, and is gone with it. */
async function lastPeakMb({ child, exited }: LiveRun): Promise<number> {
  const over = new AbortController();
  void exited.then(() => over.abort());
  let peak = NaN;
  for (; !over.signal.aborted; await sleep(lookMs)) peak = peakMb(child.pid) ?? peak;
  return peak;
}

export async function drill(range: BenchRange): Promise<Row[]> {
  const run = range.drill(scenario);
  try {
    const [{ code, output }, peak] = await Promise.all([run.exited, lastPeakMb(run)]);
    const withdrawn = run.of('change.withdrawn');
    const stuck = run.of('change.stuck');
    if (withdrawn.length === 0 || stuck.length > 0) throw new Error(`expected a drill that withdraws everything, got exit ${code}, ${JSON.stringify(stuck)}: ${output}`);
    const began = run.of('change.withdrawing');
    const took = withdrawn.map(({ inject, n, heardMs }) => ({ inject, ms: heardMs - (began.find((event) => event.inject === inject && event.n === n)?.heardMs ?? NaN) }));
    const all = took.map(({ ms }) => ms);
    const slowest = took.find(({ ms }) => ms === Math.max(...all));
    return [
      { name: 'withdrawal to its proof', measured: Math.max(...all), limit: 2000, want: 'at most', unit: 'ms', note: `worst of the ${all.length} of a whole drill (${slowest?.inject}), median ${Math.round(median(all))}, ${spread(all)}` },
      { name: "the runner's memory", measured: peak, limit: 200, want: 'at most', unit: 'MB', note: `peak resident set of one drill from its start to its reports, exit ${code}` },
    ];
  } finally {
    run.clean();
  }
}
