/** Holds the verb `mark`: a person says what happened, and the record says who said so. */
import { Argument, Option } from 'commander';
import type { Milestone } from '../record/events.ts';
import type { Command as Order } from '../store/commands.ts';
import { exitCodes } from './exit-codes.ts';
import { momentMs, spanFrom } from './moment.ts';
import { folderOf, ordered, runArgument } from './tell.ts';
import { command, type CommonOptions, type Verb } from './verb.ts';

const words = { began: 'began', ack: 'acknowledged', acknowledged: 'acknowledged', declared: 'declared', decided: 'decided', commanded: 'commanded', 'failed-back': 'failed-back', resolved: 'resolved' } as const satisfies Record<string, Milestone>;

interface MarkOptions extends CommonOptions {
  readonly role: string;
  readonly by: 'facilitator' | 'self';
  readonly at?: string;
  readonly giveOrTake?: number;
  readonly detail?: string;
}

export const mark: Verb = (io, end) =>
  command({
    name: 'mark',
    summary: 'say that a role reached a milestone which no tool tells',
    examples: ["gameday mark latest ack --role monitoring", "gameday mark latest commanded --role network --at '40s ago' --detail phone", 'gameday mark latest commanded --role network --at 14:25 --give-or-take 1m'],
    next: 'after the drill, `gameday judge latest` takes later marks in.',
  })
    .argument('<run>', runArgument)
    .addArgument(new Argument('<milestone>', 'what was reached').choices(Object.keys(words)))
    .requiredOption('--role <role>', 'the role that reached it')
    .addOption(new Option('--by <who>', 'who says so: the facilitator, or the role itself').choices(['facilitator', 'self']).default('facilitator'))
    .option('--at <time>', 'when it was: "14:25:05", a full time stamp, or "90s ago"; now by default')
    .addOption(new Option('--give-or-take <time>', 'how far off that may be, such as "10s"; the scorecard says so').argParser(spanFrom))
    .option('--detail <text>', 'more, for the record')
    .action(async (run: string, word: keyof typeof words, options: MarkOptions) => {
      const [folder, { systemClock }] = await Promise.all([folderOf(io, run), import('../worlds/system-clock.ts')]);
      const nowMs = systemClock.now();
      const order = {
        do: 'mark',
        role: options.role,
        milestone: words[word],
        source: options.by === 'self' ? 'self-reported' : 'facilitator',
        atMs: options.at === undefined ? nowMs : momentMs(options.at, nowMs),
        ...(options.giveOrTake === undefined ? {} : { clockErrMs: options.giveOrTake }),
        ...(options.detail === undefined ? {} : { detail: options.detail }),
      } as const satisfies Order;
      const told = await ordered(io, folder, order, options);
      if (told !== undefined) return end(told);
      const { appendAfter } = await import('../store/take-over.ts');
      const { do: _do, ...milestone } = order;
      appendAfter(folder, { pid: io.pid, clock: systemClock }, (as) => as('mark')('milestone.reached', milestone));
      if (options.quiet !== true) io.out(`${order.milestone} by ${order.role} was added to the record of a run that has ended; \`gameday judge\` takes it in.\n`);
      return end(exitCodes.passed);
    });
