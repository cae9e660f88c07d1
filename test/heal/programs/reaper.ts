/** Holds the reaper's program with the world of one file in place of the real ones; see src/entry/reaper.ts. */
import { reap } from '../../../src/heal/reap.ts';
import { watchRunner } from '../../../src/heal/watch-runner.ts';
import { startTimeOf } from '../../../src/tools/process-table.ts';
import { machineProcesses } from '../../../src/tools/processes.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import { away, fileWorldKind } from './file-world.ts';

const folder = process.argv[2] ?? '';
const runner = { pid: process.ppid, started: startTimeOf(process.ppid) ?? '' };
const processes = machineProcesses(systemClock);
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});

const end = await watchRunner(process, systemClock);
if (end === 'silent') await processes.stop(runner, 0);
if (end !== 'bye') await reap({ folder, writer: 'reaper', pid: process.pid, catalogue: { faults: { away }, plays: {} }, worldKinds: { local: async () => fileWorldKind }, processes, clock: systemClock });
process.exit(0);
