/** Prints the project's figures, each beside its peer or its limit. `npm run bench -- NAME...` runs some of them alone, `npm run bench -- --cluster NAME...` those of the Kubernetes world. */
import { coverage } from './coverage.ts';
import { flood } from './flood.ts';
import { judging } from './judging.ts';
import { lateness } from './lateness.ts';
import { overhead } from './overhead.ts';
import { receivers } from './receivers.ts';
import type { Row } from './row.ts';
import { simulated } from './simulated.ts';
import { stopping } from './stopping.ts';
import { version } from './version.ts';

const localBenches: Readonly<Record<string, () => Promise<Row[]> | Row[]>> = { version, coverage, judging, overhead, stopping, lateness, flood, receivers, simulated };

const inCluster = process.argv.includes('--cluster');
// Loaded only where it is asked for, since the client of a cluster is large.
const benches = inCluster ? (await import('./cluster/index.ts')).clusterBenches : localBenches;
const words = process.argv.slice(2).filter((word) => word !== '--cluster');
const unknown = words.filter((word) => !(word in benches));
if (unknown.length > 0) {
  process.stderr.write(`expected some of ${Object.keys(benches).join(', ')}, got ${unknown.join(', ')}\n`);
  process.exit(64);
}

const shown = (n: number) => n.toFixed(Math.abs(n) < 10 ? 2 : 0);
let missed = 0;
for (const name of words.length === 0 ? Object.keys(benches) : words) {
  try {
    for (const row of (await benches[name]?.()) ?? []) {
      const met = row.want === 'at most' ? row.measured <= row.limit : row.measured >= row.limit;
      if (!met) missed += 1;
      process.stdout.write(`${met ? 'met   ' : 'missed'}  ${row.name}: ${shown(row.measured)} ${row.unit}, ${row.want} ${shown(row.limit)} ${row.unit} (${row.note})\n`);
    }
  } catch (error) {
    // What could not be measured hides nothing of the rest.
    missed += 1;
    process.stdout.write(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
process.exitCode = missed === 0 ? 0 : 1;
