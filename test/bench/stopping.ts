/** Measures how soon all faults of a real drill are proved gone after Ctrl-C, and after SIGKILL of its runner. */
import { liveRun, type LiveRun } from '../kill/live-run.ts';
import { median, spread, type Row } from './row.ts';

const runs = 3;
const scenario = 'test/fixtures/kill.yaml';

const everything = async (run: LiveRun) => {
  for (const inject of ['flood', 'latency', 'flap', 'mail']) await run.until('change.applied', (event) => event.inject === inject);
};

/** Milliseconds from the signal to the last proof; the journal's clock is this machine's. */
async function provedAfter(signal: 'SIGINT' | 'SIGKILL'): Promise<number> {
  const run = liveRun(scenario);
  try {
    await everything(run);
    const sentMs = performance.timeOrigin + performance.now();
    run.child.kill(signal);
    await run.exited;
    await run.until('run.closed', undefined, 20_000);
    const stuck = run.of('change.stuck');
    if (stuck.length > 0) throw new Error(`expected everything withdrawn, got ${JSON.stringify(stuck)}`);
    return Math.max(...run.of('change.withdrawn').map((event) => event.heardMs)) - sentMs;
  } finally {
    run.clean();
  }
}

async function row(name: string, signal: 'SIGINT' | 'SIGKILL', limit: number): Promise<Row> {
  const took: number[] = [];
  for (let i = 0; i < runs; i++) took.push(await provedAfter(signal));
  return { name, measured: Math.max(...took), limit, want: 'at most', unit: 'ms', note: `worst of ${runs}, median ${Math.round(median(took))}, ${spread(took)}; flood, latency, flap and mail outage active` };
}

export const stopping = async (): Promise<Row[]> => [await row('Ctrl-C to proved gone', 'SIGINT', 1000), await row('SIGKILL of the runner to proved gone', 'SIGKILL', 5000)];
