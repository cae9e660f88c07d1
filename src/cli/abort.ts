/** Holds the verb `abort`: a person ends the drill. */
import { runArgument, tell, type TellOptions } from './tell.ts';
import { command, type Verb } from './verb.ts';

export const abort: Verb = (io, end) =>
  command({
    name: 'abort',
    summary: 'end a running drill: withdraw everything, then judge what there is',
    examples: ["gameday abort latest --because 'the exercise is over'", 'gameday abort latest --real-incident  # withdraws, then tells every channel'],
  })
    .argument('<run>', runArgument)
    .option('--role <role>', 'who says so', 'facilitator')
    .option('--because <reason>', 'why, for the record', 'a person asked for it')
    .option('--real-incident', 'a real incident began: after everything is withdrawn, say so on every channel of the drill')
    .action(async (run: string, options: TellOptions & { because: string; realIncident?: boolean }) => end(await tell(io, run, { do: 'abort', role: options.role, because: options.because, realIncident: options.realIncident === true }, options)));
