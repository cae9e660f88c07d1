/** Holds the last steps of a run and of judging again: writing every report, and saying what came out. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Scorecard } from '../judge/scorecard.ts';
import { Problem, reasonOf } from '../problem.ts';
import type { Io } from './io.ts';
import { colourOf, type CommonOptions } from './verb.ts';

/** Writes each format into the folder. Throws a `Problem` where that fails: the journal is still there, and can be judged again. */
export async function writeReports(folder: string, scorecard: Scorecard): Promise<readonly string[]> {
  const { reporters } = await import('../report/index.ts');
  try {
    mkdirSync(folder, { recursive: true });
    return Object.values(reporters).map((reporter) => {
      const file = path.join(folder, reporter.file);
      writeFileSync(file, reporter.render(scorecard));
      return file;
    });
  } catch (cause) {
    throw new Problem({ expected: 'to write the reports', got: reasonOf(cause), where: folder, next: 'The journal is kept: make room and run `gameday judge` on it.', cause });
  }
}

/** The scorecard as JSON or as a summary; then, with `files`, where the page lies. */
export async function showScorecard(io: Io, scorecard: Scorecard, options: CommonOptions, files: readonly string[]): Promise<void> {
  const { reporters, terminalSummary } = await import('../report/index.ts');
  if (options.json === true) io.out(reporters.json.render(scorecard));
  else io.out(terminalSummary(scorecard, { colour: colourOf(io, options), width: io.terminal.width() }));
  const page = files.find((file) => path.basename(file) === reporters.html.file);
  if (page !== undefined && options.json !== true) io.out(`Scorecard: ${path.relative(io.cwd, page)}\n`);
}
