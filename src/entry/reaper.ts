/** Holds the program that outlives a runner: it withdraws the run's faults as soon as the runner is gone or hangs. */
import { watchRunner } from '../heal/watch-runner.ts';
import { startTimeOf } from '../tools/process-table.ts';
import { machineProcesses } from '../tools/processes.ts';
import { worldKinds } from '../worlds/index.ts';
import { systemClock } from '../worlds/system-clock.ts';

const folder = process.argv[2] ?? '';
const runner = { pid: process.ppid, started: startTimeOf(process.ppid) ?? '' };
const processes = machineProcesses(systemClock);

// What ends a runner (Ctrl-C, a closed terminal, a cancelled job) is sent to whole groups at times; who heals afterwards must survive it.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});

/** While a world opens, every processor has enough to do, and nothing is changed yet that could need this. */
const openingMs = 2000;
const watched = watchRunner(process, systemClock);
if ((await Promise.race([watched, systemClock.sleep(openingMs)])) === 'bye') process.exit(0);
// Loaded before it is needed, since every millisecond counts once the runner is gone. A world that doesn't load shows then.
const [{ catalogue }, { reap }] = await Promise.all([import('../catalog/index.ts'), import('../heal/reap.ts'), worldKinds.local().catch(() => undefined)]);

const end = await watched;
if (end !== 'bye') {
  // A runner that hangs may wake up: it must not go on with a drill that was withdrawn.
  if (end === 'silent') await processes.stop(runner, 0);
  const healed = await reap({ folder, writer: 'reaper', pid: process.pid, catalogue, worldKinds, processes, clock: systemClock });
  process.stdout.write(`${end}: healed, left behind: ${healed.leftBehind.join(', ') || 'nothing'}\n`);
}
process.exit(0);
