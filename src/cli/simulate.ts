/** Holds the verb `simulate`: a scenario is simulated many times with some of its fields varied, to learn what they change before a night is spent on a drill. */
import { InvalidArgumentError, Option } from 'commander';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DesignName } from '../studies/design.ts';
import type { StudyPlan } from '../studies/study.ts';
import { Problem } from '../problem.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { modelOf } from './model-of.ts';
import { modelOption, seedOption } from './options.ts';
import { scenarioOf } from './scenario-of.ts';
import { studyProgress } from './simulate/progress.ts';
import { refuseScripts } from './team-scripts.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface SimulateOptions extends CommonOptions {
  readonly runs: number;
  readonly vary: readonly string[];
  readonly design: DesignName;
  readonly workers?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly out?: string;
}

const runsMost = 1_000_000;

function countFrom(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < 1 || n > runsMost) throw new InvalidArgumentError(`Expected a whole number from 1 to ${runsMost}.`);
  return n;
}

async function simulated(io: Io, named: string, options: SimulateOptions): Promise<number> {
  const [{ variation }, { design }, { scenarioAt }, { openStore }, { runStudy }, { studyFiles }, { seededRandom }, { systemClock }] = await Promise.all([
    import('../studies/vary.ts'),
    import('../studies/design.ts'),
    import('../studies/run-one.ts'),
    import('../studies/store.ts'),
    import('../studies/workers.ts'),
    import('../studies/files.ts'),
    import('../worlds/seeded-random.ts'),
    import('../worlds/system-clock.ts'),
  ]);
  const { catalogue, scenario, raw } = await scenarioOf(io, named, { world: 'simulated' });
  if (scenario.panel !== undefined && 'file' in scenario.panel) throw new Problem({ expected: 'a scenario that is one file', got: `customers in ${scenario.panel.file}`, where: `${named}, panel`, next: 'A study hands the scenario alone to its workers: let `panel.generate` make customers up.' });
  refuseScripts(scenario, 'The simulated world models gameday\'s own traffic alone: a script of your own runs in the worlds local and kubernetes.');
  const { name, version, title } = scenario.brief;
  const variations = options.vary.map(variation);
  const seed = options.seed ?? scenario.seed;
  const model = options.model === undefined ? undefined : await modelOf(io, options.model);
  const plan: StudyPlan = { gameday: io.version, scenario: { name, version, title }, raw, ...(model && { model }), vary: variations.map(({ path, distribution }) => ({ path, values: distribution.text })), design: options.design, runs: options.runs, seed };
  const rows = design(options.design, variations, options.runs, seededRandom(seed));
  // A value that can't be is told before the first run, at the ends of each field's range.
  for (const u of [0, 0.5, 1 - 1e-9]) scenarioAt(catalogue, plan, 0, variations.map(({ distribution }) => distribution.at(u)));

  const folder = path.resolve(io.cwd, options.out ?? path.join('reports', `study-${name}`));
  const store = openStore(folder, plan);
  const results = [...store.before];
  const done = new Set(results.map(({ run }) => run));
  const stop = new AbortController();
  const listening = io.interrupts(() => stop.abort());
  const progress = studyProgress(io, { quiet: options.quiet === true, before: done.size, runs: options.runs, now: () => systemClock.now() });
  try {
    const left = rows.flatMap((values, run) => (done.has(run) ? [] : [{ run, values }]));
    await runStudy({
      plan,
      runs: left,
      ...(options.workers !== undefined && { workers: options.workers }),
      stop: stop.signal,
      program: new URL(`../entry/worker${path.extname(import.meta.filename)}`, import.meta.url),
      heard: (result) => {
        store.add(result);
        results.push(result);
        progress.done(results.length);
      },
    });
  } finally {
    progress.end();
    listening();
    store.close();
  }
  const { summary, files } = studyFiles(plan, results);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  const shown = path.relative(io.cwd, folder) || '.';
  if (options.json === true) printJson(io, summary);
  else if (options.quiet !== true) io.out((await import('./simulate/table.ts')).studyTable(summary, io.terminal.width()));
  if (stop.signal.aborted) io.err(`gameday: interrupted after ${results.length} of ${options.runs} runs; the same command goes on from there.\n`);
  if (options.json !== true) io.out(`Study: ${path.join(shown, 'study.html')}\n`);
  return stop.signal.aborted ? exitCodes.aborted : exitCodes.passed;
}

const also = (text: string, before: readonly string[]): readonly string[] => [...before, text];

export const simulate: Verb = (io, end) =>
  command({
    name: 'simulate',
    summary: 'simulate a scenario many times with some fields varied: what would it change?',
    examples: [
      'gameday simulate lithium-2013 --runs 200 --vary responders.network.practised=true,false',
      'gameday simulate quickstart --runs 1000 --vary responders.network.decide=1m..15m --vary traffic.rps=20..60',
      "gameday simulate quickstart --runs 300 --vary 'responders.monitoring.acknowledge=lognormal(2m,10m)'",
      'gameday simulate quickstart --runs 18 --design grid --vary lanes.load.flood.with.rps=120,260,400  # a lane, an inject, a field',
    ],
    next: 'it is a model: it shows what matters, and proves nothing about your systems. A study that was interrupted goes on with the same command.',
  })
    .argument('<scenario>', 'a .ts, .yaml or .json file, or the name of a bundled scenario')
    .addOption(new Option('--runs <n>', 'how many simulated drills').argParser(countFrom).default(200))
    .addOption(new Option('--vary <field=values>', 'a field by its path, and a range (1m..15m), values (1m,5m), uniform(), triangular() or lognormal(median,p95); may be repeated').argParser(also).default([]))
    .addOption(new Option('--design <name>', 'lhs: Latin hypercube, each field spread evenly; random: independent draws; grid: every combination of listed values').choices(['lhs', 'random', 'grid']).default('lhs'))
    .addOption(new Option('--workers <n>', 'threads (default: as many as there are processors)').argParser(countFrom))
    .addOption(seedOption())
    .addOption(modelOption())
    .option('--out <dir>', 'folder of the study (default: reports/study-NAME)')
    .action(async (scenario: string, options: SimulateOptions) => end(await simulated(io, scenario, options)));
