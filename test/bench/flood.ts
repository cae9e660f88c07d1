/** Measures a flood near the generator's limit against the same script under bare k6, in interleaved pairs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadSpec } from '../../src/ports/load.ts';
import { k6Load } from '../../src/tools/k6/load.ts';
import { startChild } from '../../src/tools/processes.ts';
import { findPrograms } from '../../src/worlds/local/programs.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { median, spread, type Row } from './row.ts';
import { startTarget, type Target } from './target.ts';

const pairs = 10;
const leastShare = 0.97;
const forMs = 4000;
/** More than this machine's k6 can send, so that what arrives is the generator's limit. */
const rps = 8000;
const script = join(import.meta.dirname, '../../src/tools/k6/scripts/flood.ts');
const untold = { run: 'bench', born: () => {}, died: () => {}, clock: systemClock };

async function rateOf(target: Target): Promise<number> {
  const { count, overMs } = await target.report();
  return count / (overMs / 1000);
}

const specFor = (target: Target, name: string): LoadSpec => ({ name, script: 'flood', stages: [{ rps, forMs: 0 }, { rps, forMs }], settings: { entry: target.url, shape: 'get' }, report: 'counters' });

async function throughGameday(target: Target, k6: string, logs: string, name: string): Promise<number> {
  const load = k6Load({ ...untold, k6, logs });
  const change = await load.prepare(specFor(target, name), systemClock.deadline(20_000));
  await load.open(change);
  await load.follow(name, () => {}, systemClock.deadline(60_000));
  return rateOf(target);
}

/** No reading of counters, no lower priority: a gate that lets go at once, and k6. */
async function bare(target: Target, k6: string, logs: string): Promise<number> {
  const gate = createServer((_request, response) => response.end('go'));
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/gate`;
  const running = await startChild({
    ...untold,
    name: 'bare k6',
    file: k6,
    args: ['run', '--quiet', '--no-color', '--log-output=none', '--summary-mode=disabled', '--address=', script],
    cwd: logs,
    env: { K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false', GAMEDAY_LOAD: encodeURIComponent(JSON.stringify({ ...specFor(target, 'bare'), gate: url })) },
  });
  await running.ended;
  gate.close();
  return rateOf(target);
}

export async function flood(): Promise<Row[]> {
  const { k6 } = await findPrograms();
  const logs = mkdtempSync(join(tmpdir(), 'gameday-bench-'));
  const target = await startTarget();
  const ratios: number[] = [];
  const rates: number[] = [];
  try {
    for (let i = 0; i < pairs; i++) {
      // Who goes first changes, so that a machine that slows down favours neither.
      const ours = i % 2 === 0 ? await throughGameday(target, k6, logs, `flood-${i}`) : undefined;
      const theirs = await bare(target, k6, logs);
      const rate = ours ?? (await throughGameday(target, k6, logs, `flood-${i}`));
      rates.push(rate);
      ratios.push(rate / theirs);
    }
  } finally {
    target.close();
    rmSync(logs, { recursive: true, force: true });
  }
  const isNoisy = Math.max(...ratios) - Math.min(...ratios) > 1 - leastShare;
  const noise = isNoisy ? "; this machine's noise is larger than the figure" : '';
  return [{ name: 'flood beside the same script under bare k6', measured: median(ratios), limit: leastShare, want: 'at least', unit: 'x', note: `median of ${pairs} interleaved pairs, ${spread(ratios)}, at ${Math.round(median(rates))} requests/s${noise}` }];
}
