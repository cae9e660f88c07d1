/** Holds the verb `note`: a note in the record. */
import { runArgument, tell, type TellOptions } from './tell.ts';
import { command, type Verb } from './verb.ts';

export const note: Verb = (io, end) =>
  command({
    name: 'note',
    summary: 'add a note to the record of a running drill',
    examples: ["gameday note latest 'the bridge is open'  # what happened, in your words"],
  })
    .argument('<run>', runArgument)
    .argument('<text>', 'what to write down')
    .option('--role <role>', 'who says so', 'facilitator')
    .action(async (run: string, text: string, options: TellOptions) => end(await tell(io, run, { do: 'note', role: options.role, text }, options)));
