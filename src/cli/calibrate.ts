/** Holds the verb `calibrate`: the simulated world's parameters are read from real runs, and the model is held against those runs and others. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem, reasonOf } from '../problem.ts';
import type { Named } from '../studies/calibrate/calibrate.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { historyOf } from './judge.ts';
import { folderOf } from './tell.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface CalibrateOptions extends CommonOptions {
  readonly heldOut?: readonly string[];
  readonly out?: string;
}

const read = (io: Io, runs: readonly string[]): Promise<readonly Named[]> =>
  Promise.all(
    runs.map(async (run) => {
      const folder = await folderOf(io, run);
      return { history: await historyOf(io, folder), where: path.relative(io.cwd, folder) || '.' };
    }),
  );

function write(io: Io, named: string, model: object): void {
  try {
    writeFileSync(path.resolve(io.cwd, named), `${JSON.stringify(model, null, 2)}\n`);
  } catch (error) {
    throw new Problem({ expected: 'to write the parameters', got: reasonOf(error), where: named, cause: error });
  }
}

async function calibrated(io: Io, runs: readonly string[], options: CalibrateOptions): Promise<number> {
  const others = options.heldOut ?? [];
  const twice = runs.find((run) => others.includes(run));
  if (twice !== undefined) throw new Problem({ expected: 'other runs to be held out than those that are fitted to', got: `${twice} as both`, where: '--held-out' });
  const [fitOn, heldOut, { calibrate: calibrateBy }, { catalogue }] = await Promise.all([read(io, runs), read(io, others), import('../studies/calibrate/calibrate.ts'), import('../catalog/index.ts')]);
  const calibration = await calibrateBy(fitOn, heldOut, { gameday: io.version, catalogue });
  if (options.out !== undefined) write(io, options.out, calibration.model);
  if (options.json === true) printJson(io, calibration);
  else if (options.quiet !== true) {
    io.out((await import('./calibrate/table.ts')).calibrationTable(calibration, io.terminal.width()));
    if (options.out !== undefined) io.out(`\nParameters: ${options.out}; simulate with them by --model ${options.out}\n`);
  }
  return calibration.runs.every(({ metrics }) => metrics.every(({ within }) => within)) ? exitCodes.passed : exitCodes.failed;
}

export const calibrate: Verb = (io, end) =>
  command({
    name: 'calibrate',
    summary: "fit the simulated world to real runs, and show how far it is from them",
    examples: [
      'gameday calibrate latest  # what does the model make of my last run?',
      'gameday calibrate reports/a reports/b --held-out reports/c --out model.json',
      'gameday simulate quickstart --model model.json --vary traffic.rps=20..60',
    ],
    next: 'it ends 1 where a metric is beyond its bound. The model: docs/model.md.',
  })
    .argument('<runs...>', 'real runs to fit to, each by "latest", the beginning of its id, or its folder')
    .option('--held-out <runs...>', 'real runs that have no part in the fit, to check it on')
    .option('--out <file>', 'write the fitted parameters here, for --model')
    .action(async (runs: readonly string[], options: CalibrateOptions) => end(await calibrated(io, runs, options)));
