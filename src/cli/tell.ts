/** Holds what the facilitator's verbs share: finding the run and speaking to the process that runs it. */
import path from 'node:path';
import { Problem } from '../problem.ts';
import type { Command as Order } from '../store/commands.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printJson, type CommonOptions } from './verb.ts';

export interface TellOptions extends CommonOptions {
  readonly role: string;
}

export const runArgument = 'the run: "latest", the beginning of its id, or its folder';

export async function folderOf(io: Io, run: string): Promise<string> {
  const { resolveRun, isRun } = await import('../store/run-folder.ts');
  const given = path.resolve(io.cwd, run);
  return isRun(given) ? given : resolveRun(path.join(io.cwd, 'reports'), run);
}

/** Resolves with the exit code; undefined where nobody runs this drill any more. */
export async function ordered(io: Io, folder: string, order: Order, options: CommonOptions): Promise<number | undefined> {
  const [{ sendCommand }, { systemClock }] = await Promise.all([import('../store/control-socket.ts'), import('../worlds/system-clock.ts')]);
  const reply = await sendCommand(folder, order, systemClock);
  if (reply === undefined) return undefined;
  if (options.json === true) printJson(io, reply);
  else if (!reply.ok) io.err(`gameday: ${reply.why}\n`);
  else if (options.quiet !== true) io.out(`${reply.said}\n`);
  return reply.ok ? exitCodes.passed : exitCodes.usage;
}

export async function tell(io: Io, run: string, order: Order, options: CommonOptions): Promise<number> {
  const folder = await folderOf(io, run);
  const code = await ordered(io, folder, order, options);
  if (code === undefined) throw new Problem({ expected: 'a drill that is running', got: 'one that nobody runs any more', where: path.relative(io.cwd, folder), next: 'See it with `gameday judge`; if it was cut short, withdraw what it left with `gameday heal`.' });
  return code;
}
