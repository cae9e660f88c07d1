/** Measures what a run takes beside its timeline: starting the range, stopping it, judging, reporting. */
import { liveRun } from '../kill/live-run.ts';
import { median, spread, type Row } from './row.ts';

const runs = 3;

export async function overhead(): Promise<Row[]> {
  const beside: number[] = [];
  for (let i = 0; i < runs; i++) {
    const beganMs = performance.now();
    const run = liveRun('test/fixtures/short.yaml');
    try {
      const { code, output } = await run.exited;
      const wholeMs = performance.now() - beganMs;
      const [began] = run.of('timeline.started');
      const [ended] = run.of('timeline.ended');
      if (began === undefined || ended === undefined) throw new Error(`expected a whole drill, got exit ${code}: ${output}`);
      beside.push(wholeMs - (ended.heardMs - began.heardMs));
    } finally {
      run.clean();
    }
  }
  return [{ name: 'run beside its timeline', measured: median(beside), limit: 2000, want: 'at most', unit: 'ms', note: `median of ${runs}, ${spread(beside)}` }];
}
