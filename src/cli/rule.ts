/** Holds the verb `rule`: a facilitator decides about a finding, and the record says who did and why. */
import { Option } from 'commander';
import path from 'node:path';
import type { Scorecard } from '../judge/scorecard.ts';
import { Problem } from '../problem.ts';
import type { Ruled } from '../store/commands.ts';
import { exitCodes } from './exit-codes.ts';
import { folderOf, ordered, runArgument } from './tell.ts';
import { command, type CommonOptions, type Verb } from './verb.ts';

interface RuleOptions extends CommonOptions {
  readonly by: string;
  readonly because: string;
  readonly as: 'upheld' | 'dismissed';
}

/** Whether a drill proves anything, and what it left behind, no ruling changes. One that no finding hears would look like one that counts. */
async function mustBeThere(card: Scorecard, finding: string, where: string): Promise<void> {
  const ids = card.findings.map((one) => one.id);
  if (ids.includes(finding)) return;
  const { nearest } = await import('../scenario/nearest.ts');
  const meant = nearest(finding, ids);
  throw new Problem({ expected: "the id of one of the run's findings", got: JSON.stringify(finding), where, next: ids.length === 0 ? 'This run has none.' : `${meant === undefined ? '' : `Did you mean ${meant}? `}It has: ${ids.join(', ')}.` });
}

export const rule: Verb = (io, end) =>
  command({
    name: 'rule',
    summary: 'decide about a finding, over what rules and measures say; the scorecard shows who did and why',
    examples: ["gameday rule latest scoped-notice --by facilitator --because 'none does'", "gameday rule latest fallback --by lead --because 'on tape' --as dismissed"],
    next: '`gameday judge latest` takes it in; ratings and exit code follow.',
  })
    .argument('<run>', runArgument)
    .argument('<finding>', "the finding's id, as the scorecard and `gameday findings` print it")
    .requiredOption('--by <role>', 'the role that decides; never a person')
    .requiredOption('--because <text>', 'why')
    .addOption(new Option('--as <ruling>', 'what is decided').choices(['upheld', 'dismissed']).default('upheld'))
    .action(async (run: string, finding: string, options: RuleOptions) => {
      const order: Ruled = { do: 'rule', role: options.by, finding, because: options.because, as: options.as };
      const [folder, { commandSchema }] = await Promise.all([folderOf(io, run), import('../store/commands.ts')]);
      const where = path.relative(io.cwd, folder);
      const wrong = commandSchema.safeParse(order).error?.issues[0];
      if (wrong !== undefined) throw new Problem({ expected: 'a role, a finding and a reason, none of them empty', got: `${wrong.path.join('.')}: ${wrong.message}`, where });
      // A drill that goes on has no findings yet; which it will have is seen at its end.
      const told = await ordered(io, folder, order, options);
      if (told !== undefined) return end(told);
      const [{ readRun }, { judge }, { appendAfter }, { systemClock }] = await Promise.all([import('../store/segments.ts'), import('../judge/judge.ts'), import('../store/take-over.ts'), import('../worlds/system-clock.ts')]);
      await mustBeThere(judge(readRun(folder)), finding, where);
      const { do: _do, ...ruling } = order;
      appendAfter(folder, { pid: io.pid, clock: systemClock }, (as) => as('rule')('finding.ruled', ruling));
      if (options.quiet !== true) io.out(`${finding} ${options.as} by ${options.by} was added to the record; \`gameday judge\` takes it in.\n`);
      return end(exitCodes.passed);
    });
