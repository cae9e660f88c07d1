/** Holds the figures of the Kubernetes world: each is measured on one practice range, which is put up for all of them. */
import { noCluster } from '../../cluster/kit.ts';
import type { Row } from '../row.ts';
import { drill } from './drill.ts';
import { felt } from './felt.ts';
import { lateness } from './lateness.ts';
import { benchRange, type BenchRange } from './range.ts';
import { stopping } from './stopping.ts';

const up = ({ upMs }: BenchRange): Row[] => [{ name: 'range up to ready', measured: upMs / 1000, limit: 60, want: 'at most', unit: 's', note: 'one namespace, by the command, images present' }];

const measures: Readonly<Record<string, (range: BenchRange) => Promise<Row[]> | Row[]>> = { up, felt, drill, stopping, lateness };

if (noCluster !== undefined) {
  process.stderr.write(`${noCluster}\n`);
  process.exit(1);
}

let range: Promise<BenchRange> | undefined;

export const clusterBenches: Readonly<Record<string, () => Promise<Row[]>>> = Object.fromEntries(
  Object.entries(measures).map(([name, measure]) => [name, async () => measure(await (range ??= benchRange()))]),
);
