/** Holds the command as a whole: its verbs, its help, and what each way of ending means. */
import { Command, CommanderError } from 'commander';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import { exitCodes, exitCodesHelp } from './exit-codes.ts';
import type { Io } from './io.ts';
import { verbs } from './verbs.ts';

const intro =
  'gameday runs chaos and denial-of-service game days: it floods, delays and cuts a practice system, watches how people or automation answer, ' +
  'and scores detection, partner rerouting and customer communications from the record.';

const startHere = `Start here:
  $ gameday check quickstart   # what would happen, touching nothing
  $ gameday run quickstart     # 90 s on this machine, then a scorecard
  $ gameday list faults        # what a scenario can inject; see scenarios/`;

function program(io: Io, end: (code: number) => void): Command {
  const root = new Command('gameday')
    .description(intro)
    .usage('VERB [options]')
    .version(io.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [verb]', 'print the help of a verb')
    .addHelpText('after', `\n${startHere}\n\n${exitCodesHelp}`)
    .showSuggestionAfterError(true);
  for (const verb of verbs) root.addCommand(verb(io, end));
  for (const each of [root, ...root.commands]) {
    each.exitOverride().configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text), getOutHelpWidth: () => io.terminal.width(), getErrHelpWidth: () => io.terminal.width(), outputError: (text, write) => write(text.replace(/^error: /, 'gameday: ')) });
    each.showHelpAfterError(`  Run \`gameday ${each === root ? '' : `${each.name()} `}--help\` to see how it is used.`);
  }
  return root;
}

/** Where the details of an internal error lie; a person gets one line. */
function keepDetails(error: unknown, pid: number): string {
  const file = path.join(tmpdir(), `gameday-error-${pid}.txt`);
  try {
    writeFileSync(file, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${error instanceof Error && error.cause !== undefined ? `caused by ${reasonOf(error.cause)}\n` : ''}`);
    return `; details are in ${file}`;
  } catch {
    return '';
  }
}

/** Resolves with the exit code; never rejects. */
export async function main(io: Io): Promise<number> {
  let code: number = exitCodes.passed;
  const root = program(io, (ended) => (code = ended));
  if (io.argv.length === 0) {
    root.outputHelp();
    return exitCodes.passed;
  }
  try {
    await root.parseAsync(io.argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.passed : exitCodes.usage;
    if (error instanceof Problem) {
      io.err(`gameday: ${error.message}\n`);
      return exitCodes.usage;
    }
    io.err(`gameday: internal error: ${reasonOf(error).split('\n')[0] ?? ''}${keepDetails(error, io.pid)}\n`);
    return exitCodes.internal;
  }
}
