/** Holds the verb `judge`: a stored journal is judged again, with the same bounds or with those of another scenario. */
import path from 'node:path';
import type { History } from '../record/history.ts';
import { Problem } from '../problem.ts';
import type { Io } from './io.ts';
import { showScorecard, writeReports } from './reports.ts';
import { scenarioOf } from './scenario-of.ts';
import { folderOf, runArgument } from './tell.ts';
import { command, type CommonOptions, type Verb } from './verb.ts';

interface JudgeOptions extends CommonOptions {
  readonly scenario?: string;
  readonly tip?: string;
  readonly out?: string;
}

/** Reads a run's history. Throws a `Problem` where nothing in it can be judged. */
export async function historyOf(io: Io, folder: string, tip?: string): Promise<History> {
  const { readRun } = await import('../store/segments.ts');
  const history = readRun(folder, tip);
  if (history.first('run.opened') !== undefined) return history;
  throw new Problem({ expected: 'a journal that begins with a run', got: history.events.length === 0 ? 'no line that can be read' : `one that begins with ${history.events[0]?.kind ?? ''}`, where: path.relative(io.cwd, folder), next: `Without its first lines nothing in it can be judged. The record itself: ${history.integrity.saw}.` });
}

async function judged(io: Io, run: string, options: JudgeOptions): Promise<number> {
  const folder = await folderOf(io, run);
  const [history, { judge: judgeHistory }] = await Promise.all([historyOf(io, folder, options.tip), import('../judge/judge.ts')]);
  const targets = options.scenario === undefined ? undefined : (await scenarioOf(io, options.scenario)).scenario.brief.targets;
  const scorecard = judgeHistory(history, targets === undefined ? {} : { targets });
  // Reports by other bounds don't take the place of the run's own.
  const into = options.out === undefined ? (targets === undefined ? folder : undefined) : path.resolve(io.cwd, options.out);
  const files = into === undefined ? [] : await writeReports(into, scorecard);
  await showScorecard(io, scorecard, options, files);
  if (into === undefined && options.quiet !== true && options.json !== true) io.out('Judged by the targets of another scenario: no report was written. Name a folder with --out to keep them.\n');
  return scorecard.exitCode;
}

export const judge: Verb = (io, end) =>
  command({
    name: 'judge',
    summary: 'judge a stored run again from its journal, and write its reports anew',
    examples: ['gameday judge latest', 'gameday judge latest --scenario stricter.yaml  # with other targets', 'gameday judge latest --tip 3f2a…  # is its end the one that was printed?'],
  })
    .argument('<run>', runArgument)
    .option('--scenario <file>', 'take the targets of this scenario')
    .option('--tip <hash>', 'the hash of the last line, as the run printed it: shows a cut or edited end')
    .option('--out <dir>', "write the reports here instead of the run's folder")
    .action(async (run: string, options: JudgeOptions) => end(await judged(io, run, options)));
