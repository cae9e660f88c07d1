/** Holds the verb `setup`: gets the programs that gameday drives, and says where each was found. */
import { exitCodes } from './exit-codes.ts';
import { getPrograms } from './get-programs.ts';
import { table } from './table.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

export const setup: Verb = (io, end) =>
  command({
    name: 'setup',
    summary: 'get k6 and Toxiproxy: from PATH, the cache, built with Go, or the official release',
    examples: ['gameday setup', 'gameday setup --json  # name, path, version, and where from'],
    next: '`gameday run quickstart`.',
  }).action(async (options: CommonOptions) => {
    const found = await getPrograms(io, (text) => options.quiet === true || io.err(`${text}\n`));
    if (options.json === true) printJson(io, found);
    else if (options.quiet !== true) io.out(`${table(found.map(({ name, version, from, path }) => [name, version, from, path]), io.terminal.width())}\n`);
    end(exitCodes.passed);
  });
