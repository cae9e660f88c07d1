/** Holds the verb `hold`: the facilitator stops the clock of the scenario. */
import { runArgument, tell, type TellOptions } from './tell.ts';
import { command, type Verb } from './verb.ts';

export const hold: Verb = (io, end) =>
  command({
    name: 'hold',
    summary: 'hold a running drill: nothing more is released until it goes on',
    examples: ['gameday hold latest  # held time is left out of the clocks, and shown'],
    next: '`gameday resume latest` goes on.',
  })
    .argument('<run>', runArgument)
    .option('--role <role>', 'who says so', 'facilitator')
    .action(async (run: string, options: TellOptions) => end(await tell(io, run, { do: 'hold', role: options.role }, options)));
