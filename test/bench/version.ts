/** Times `gameday --version` against `node -e 0` with the same Node, in turn. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, spread, type Row } from './row.ts';

const launcher = join(import.meta.dirname, '../../src/entry/launch.cjs');
const pairs = 20;

function tookMs(args: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`expected node ${args.join(' ')} to exit 0, got ${status}: ${stderr}`);
  return performance.now() - began;
}

export function version(): Row[] {
  const ratios = Array.from({ length: pairs }, () => tookMs([launcher, '--version']) / tookMs(['-e', '0']));
  return [{ name: 'gameday --version beside node -e 0', measured: median(ratios), limit: 2, want: 'at most', unit: 'x', note: `median of ${pairs} pairs, ${spread(ratios)}` }];
}
