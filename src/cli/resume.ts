/** Holds the verb `resume`: the drill goes on after a hold. */
import { runArgument, tell, type TellOptions } from './tell.ts';
import { command, type Verb } from './verb.ts';

export const resume: Verb = (io, end) =>
  command({
    name: 'resume',
    summary: 'let a drill that is held go on',
    examples: ['gameday resume latest'],
  })
    .argument('<run>', runArgument)
    .option('--role <role>', 'who says so', 'facilitator')
    .action(async (run: string, options: TellOptions) => end(await tell(io, run, { do: 'resume', role: options.role }, options)));
