/** Holds the verb `heal`: whatever a run left in its world is withdrawn, from its record alone. */
import path from 'node:path';
import type { History } from '../record/history.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { folderOf } from './tell.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

/** A run that is silent for so long isn't running: while it lives it writes at least a line a second. */
const silentMs = 10_000;

interface Result {
  readonly run: string;
  readonly is: 'healed' | 'left behind' | 'still running';
  readonly leftBehind: readonly string[];
}

async function toHeal(io: Io, nowMs: number): Promise<{ folders: readonly string[]; running: readonly string[] }> {
  const [{ listRuns }, { readRun }, { openChanges }] = await Promise.all([import('../store/run-folder.ts'), import('../store/segments.ts'), import('../heal/open-changes.ts')]);
  const unhealed = (history: History) => {
    const closed = history.last('run.closed');
    return closed === undefined || closed.leftBehind.length > 0 || openChanges(history).length > 0;
  };
  const found = listRuns(path.join(io.cwd, 'reports')).map((folder) => ({ folder, history: readRun(folder) })).filter(({ history }) => unhealed(history));
  const alive = (history: History) => history.last('run.closed') === undefined && nowMs - (history.events.at(-1)?.heardMs ?? 0) < silentMs;
  return { folders: found.filter(({ history }) => !alive(history)).map(({ folder }) => folder), running: found.filter(({ history }) => alive(history)).map(({ folder }) => folder) };
}

async function healed(io: Io, run: string | undefined, options: CommonOptions): Promise<number> {
  const [{ reap }, { catalogue }, { worldKinds }, { machineProcesses }, { systemClock }] = await Promise.all([
    import('../heal/reap.ts'),
    import('../catalog/index.ts'),
    import('../worlds/index.ts'),
    import('../tools/processes.ts'),
    import('../worlds/system-clock.ts'),
  ]);
  const { folders, running } = run === undefined ? await toHeal(io, systemClock.now()) : { folders: [await folderOf(io, run)], running: [] };
  const named = (folder: string) => path.relative(io.cwd, folder) || '.';
  const results: Result[] = running.map((folder) => ({ run: named(folder), is: 'still running', leftBehind: [] }));
  for (const folder of folders) {
    const { leftBehind } = await reap({ folder, writer: 'heal', pid: io.pid, catalogue, worldKinds, processes: machineProcesses(systemClock), clock: systemClock });
    results.push({ run: named(folder), is: leftBehind.length === 0 ? 'healed' : 'left behind', leftBehind });
  }
  if (options.json === true) printJson(io, results);
  else if (options.quiet !== true) {
    for (const one of results) io.out(`${one.run}: ${one.is === 'healed' ? 'nothing of it is left' : one.is === 'still running' ? 'still running, not touched; name it to end it' : `could not be withdrawn: ${one.leftBehind.join(', ')}`}\n`);
    if (results.length === 0) io.out('No run in reports/ left anything.\n');
  }
  return results.some((one) => one.is === 'left behind') ? exitCodes.notWithdrawn : exitCodes.passed;
}

export const heal: Verb = (io, end) =>
  command({
    name: 'heal',
    summary: 'withdraw whatever a run left: of one run, or of every run in reports/ that left something',
    examples: ['gameday heal  # all that left something', 'gameday heal latest  # this one, even while it runs'],
    next: '`gameday judge latest` rebuilds the report of a run that was cut short.',
  })
    .argument('[run]', 'the run: "latest", the beginning of its id, or its folder')
    .action(async (run: string | undefined, options: CommonOptions) => end(await healed(io, run, options)));
