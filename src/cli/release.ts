/** Holds the verb `release`: the facilitator releases an inject by hand. */
import { runArgument, tell, type TellOptions } from './tell.ts';
import { command, type Verb } from './verb.ts';

export const release: Verb = (io, end) =>
  command({
    name: 'release',
    summary: 'release an inject now, before its time',
    examples: ['gameday release latest flood'],
  })
    .argument('<run>', runArgument)
    .argument('<inject>', 'its id, as `gameday check` prints it')
    .option('--role <role>', 'who says so', 'facilitator')
    .action(async (run: string, inject: string, options: TellOptions) => end(await tell(io, run, { do: 'release', role: options.role, inject }, options)));
