/** Holds the verb `findings`: the findings of all runs, each with what later runs of its scenario say about it. */
import { Option } from 'commander';
import path from 'node:path';
import type { Followed } from '../judge/follow-up.ts';
import type { Scorecard } from '../judge/scorecard.ts';
import { Problem, reasonOf } from '../problem.ts';
import type { TrackerName } from '../report/trackers/index.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { table } from './table.ts';
import { command, type CommonOptions, type Verb } from './verb.ts';

interface FindingsOptions extends CommonOptions {
  readonly out: string;
  readonly scenario?: string;
  readonly export?: TrackerName;
  readonly project: string;
}

/** Judged anew from the journals: a scorecard on disk may be older than a ruling, or than gameday. One that can't be read is named and left out. */
async function cardsIn(io: Io, base: string, scenario: string | undefined): Promise<readonly Scorecard[]> {
  const [{ listRuns }, { readRun }, { judge }] = await Promise.all([import('../store/run-folder.ts'), import('../store/segments.ts'), import('../judge/judge.ts')]);
  return listRuns(base).flatMap((folder) => {
    try {
      const history = readRun(folder);
      const name = history.first('run.opened')?.brief.name;
      if (name === undefined) throw new Problem({ expected: 'a journal that begins with a run', got: history.integrity.saw });
      return scenario === undefined || name === scenario ? [judge(history)] : [];
    } catch (error) {
      io.err(`gameday: ${path.relative(io.cwd, folder)} was left out: ${reasonOf(error)}\n`);
      return [];
    }
  });
}

async function listing(io: Io, all: readonly Followed[]): Promise<string> {
  const { inert } = await import('../report/inert.ts');
  const runs = Map.groupBy(all, (one) => `${one.scenario} ${one.version}: ${one.run}`);
  const rows = (some: readonly Followed[]) => some.map(({ finding, status, why }) => [status, finding.severity, finding.due, finding.owner, `${finding.id}: ${finding.text} (${why})`].map(inert));
  return [...runs].map(([run, some]) => `${inert(run)}\n${table(rows(some), io.terminal.width())}\n`).join('\n');
}

async function listed(io: Io, options: FindingsOptions): Promise<number> {
  const base = path.resolve(io.cwd, options.out);
  const [cards, { followUp }] = await Promise.all([cardsIn(io, base, options.scenario), import('../judge/follow-up.ts')]);
  if (cards.length === 0) throw new Problem({ expected: options.scenario === undefined ? 'a run' : `a run of ${options.scenario}`, got: 'none', where: base, next: 'Name the folder that holds the folders of runs with --out.' });
  const all = followUp(cards);
  const { inertJson } = await import('../report/inert.ts');
  const print = (value: unknown) => io.out(`${inertJson(value, 2)}\n`);
  if (options.export !== undefined) {
    const { trackers } = await import('../report/trackers/index.ts');
    // What was found again is the later run's to export; the rest is no work any more.
    print(all.filter((one) => one.status === 'open').map(trackers[options.export](options)));
  } else if (options.json === true) {
    print(all.map(({ finding, ...rest }) => ({ ...rest, ...finding })));
  } else if (all.length === 0) io.out('No run has a finding.\n');
  else io.out(await listing(io, all));
  return exitCodes.passed;
}

export const findings: Verb = (io, end) =>
  command({
    name: 'findings',
    summary: 'list the findings of all runs: open, still open, validated, superseded or dismissed',
    examples: ['gameday findings', 'gameday findings --scenario lithium-2013 --json', 'gameday findings --export jira --project OPS > issues.json  # to create'],
    next: 'the next run of the same scenario says what was validated.',
  })
    .option('--out <dir>', 'the folder that holds the folders of runs', 'reports')
    .option('--scenario <name>', 'only runs of this scenario')
    .addOption(new Option('--export <tracker>', 'print the open ones as issues to create').choices(['jira', 'github'] satisfies TrackerName[]))
    .option('--project <key>', 'the project of Jira that gets them', 'GAMEDAY')
    .action(async (options: FindingsOptions) => end(await listed(io, options)));
