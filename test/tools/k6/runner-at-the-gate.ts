/** Holds a runner for tests to kill: it prepares a flood, tells of it on standard output, and waits. */
import { k6Load } from '../../../src/tools/k6/load.ts';
import { systemClock as clock } from '../../../src/worlds/system-clock.ts';

const [k6 = '', entry = '', logs = ''] = process.argv.slice(2);
const load = k6Load({ run: 'test', k6, clock, logs, born: () => {}, died: () => {} });
const change = await load.prepare({ name: 'x', script: 'flood', report: 'counters', stages: [{ rps: 30, forMs: 5000 }], settings: { entry, shape: 'get' } }, clock.deadline(15_000));
process.stdout.write(`${JSON.stringify(change)}\n`);
