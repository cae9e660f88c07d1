/** Holds the verb `skip`: the facilitator leaves an inject out. */
import { runArgument, tell, type TellOptions } from './tell.ts';
import { command, type Verb } from './verb.ts';

export const skip: Verb = (io, end) =>
  command({
    name: 'skip',
    summary: 'skip an inject that has not been released',
    examples: ["gameday skip latest email-outage --because 'mail is really down'"],
  })
    .argument('<run>', runArgument)
    .argument('<inject>', 'its id, as `gameday check` prints it')
    .option('--role <role>', 'who says so', 'facilitator')
    .option('--because <reason>', 'why, for the record', 'the facilitator chose so')
    .action(async (run: string, inject: string, options: TellOptions & { because: string }) => end(await tell(io, run, { do: 'skip', role: options.role, inject, because: options.because }, options)));
