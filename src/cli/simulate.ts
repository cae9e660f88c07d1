/** Holds the verb `simulate`: a scenario is simulated many times with some of its fields varied, to learn what they change before a night is spent on a drill. */
import { InvalidArgumentError, Option } from 'commander';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DesignName } from '../studies/design.ts';
import type { StudyPlan } from '../studies/study.ts';
import { Problem } from '../problem.ts';
import { scriptUses } from '../scenario/team-scripts.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { modelOf } from './model-of.ts';
import { modelOption, seedOption } from './options.ts';
import { readyWorld } from './run/ready-world.ts';
import { scenarioOf } from './scenario-of.ts';
import { perform } from './simulate/perform.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface SimulateOptions extends CommonOptions {
  readonly runs?: number;
  readonly variants?: boolean;
  readonly vary: readonly string[];
  readonly design: DesignName;
  readonly workers?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly out?: string;
}

const runsMost = 1_000_000;

const workersMost = 256;

const countTo = (most: number) => (text: string): number => {
  const n = Number(text);
  if (!/^\d+$/.test(text) || n < 1 || n > most) throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  return n;
};

/** Runs of each scenario where nobody says how many: a comparison has many scenarios. */
const usualRuns = { alone: 200, compared: 20 } as const;

const writeAll = (folder: string, files: Readonly<Record<string, string>>) => {
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
};

async function simulated(io: Io, named: string, options: SimulateOptions): Promise<number> {
  const [{ variations }, { design, extremes }, { scenarioAt }, { armsOf }, { studyFiles }, { seededRandom }] = await Promise.all([
    import('../studies/vary.ts'),
    import('../studies/design.ts'),
    import('../studies/run-one.ts'),
    import('../studies/variants.ts'),
    import('../studies/files.ts'),
    import('../worlds/seeded-random.ts'),
  ]);
  const { catalogue, scenario, raw } = await scenarioOf(io, named, { world: 'simulated' });
  if (scenario.panel !== undefined && 'file' in scenario.panel) throw new Problem({ expected: 'a scenario that is one file', got: `customers in ${scenario.panel.file}`, where: `${named}, panel`, next: 'A study hands the scenario alone to its workers: let `panel.generate` make customers up.' });
  const [own] = scriptUses(scenario);
  if (own !== undefined) throw new Problem({ expected: "a scenario with gameday's own traffic", got: `the script ${own.team.path}`, where: own.who, next: "The simulated world models gameday's own traffic alone: a script of your own runs in the worlds local and kubernetes." });
  const { name, version, title, compression } = scenario.brief;
  const compares = options.variants === true;
  const arms = compares ? armsOf(raw) : [{ id: '', title, scenario: { name, title }, raw }];
  if (compares && arms.length === 1) throw new Problem({ expected: 'a scenario with variants', got: 'none', where: `${named}, variants`, next: 'Write them there: a name, a title, and the fields that it sets. `gameday schema` says how.' });
  const varied = variations(options.vary);
  const seed = options.seed ?? scenario.seed;
  const runs = options.runs ?? usualRuns[compares ? 'compared' : 'alone'];
  const rows = design(options.design, varied, runs, seededRandom(seed));
  const model = options.model === undefined ? undefined : await modelOf(io, options.model);
  const folder = path.resolve(io.cwd, options.out ?? path.join('reports', `${compares ? 'variants' : 'study'}-${name}`));
  const studies = arms.map((arm) => {
    const plan: StudyPlan = { gameday: io.version, scenario: { ...arm.scenario, version }, raw: arm.raw, ...(model && { model }), vary: varied.map(({ path, distribution }) => ({ path, values: distribution.text })), design: options.design, runs, seed };
    return { plan, rows, folder: path.join(folder, arm.id) };
  });
  // What can't be, or isn't modelled, is told before the first run.
  for (const { plan } of studies) for (const values of extremes(varied)) await readyWorld(io, { world: 'simulated', ...(model && { model }) }, { catalogue, scenario: scenarioAt(catalogue, plan, 0, values) }, () => {});

  const { results, interrupted } = await perform(io, studies, { quiet: options.quiet === true, workers: options.workers });
  const parts = studies.map(({ plan, folder: own }, n) => {
    const { summary, files } = studyFiles(plan, results[n] ?? []);
    writeAll(own, files);
    return summary;
  });
  const width = io.terminal.width();
  const say = async (summary: object, text: () => Promise<string>) => (options.json === true ? printJson(io, summary) : options.quiet === true || io.out(await text()));
  if (compares) {
    const [{ comparisonOf }, { comparisonFiles }, { comparisonText }] = await Promise.all([import('../studies/comparison.ts'), import('../studies/comparison-files.ts'), import('./simulate/comparison-text.ts')]);
    const comparison = comparisonOf(arms.map(({ id, title: called }, n) => ({ id, title: called, results: results[n] ?? [] })), { gameday: io.version, scenario: { name, version, title }, seed, runs }, compression);
    writeAll(folder, comparisonFiles(comparison));
    await say(comparison, async () => comparisonText(comparison, width));
  } else for (const summary of parts) await say(summary, async () => (await import('./simulate/table.ts')).studyTable(summary, width));
  const done = results.reduce((sum, one) => sum + one.length, 0);
  if (interrupted) io.err(`gameday: interrupted after ${done} of ${runs * studies.length} runs; the same command goes on from there.\n`);
  if (options.json !== true) io.out(`${compares ? 'Comparison' : 'Study'}: ${path.join(path.relative(io.cwd, folder) || '.', compares ? 'comparison.html' : 'study.html')}\n`);
  return interrupted ? exitCodes.aborted : exitCodes.passed;
}

const also = (text: string, before: readonly string[]): readonly string[] => [...before, text];

export const simulate: Verb = (io, end) =>
  command({
    name: 'simulate',
    summary: 'simulate a scenario many times with some fields varied: what would it change?',
    examples: [
      'gameday simulate lithium-2013 --runs 200 --vary responders.network.practised=true,false',
      'gameday simulate quickstart --runs 1000 --vary responders.network.decide=1s..45s --vary traffic.rps=20..60',
      "gameday simulate quickstart --runs 300 --vary 'responders.monitoring.acknowledge=lognormal(3s,15s)'",
      'gameday simulate lithium-2013-full --variants  # what would each of the promised improvements buy?',
      'gameday simulate quickstart --runs 18 --design grid --vary lanes.load.control.with.rps+lanes.load.flood.with.rps=120,260,400  # two fields alike: lane, inject, field',
    ],
    next: 'it is a model: it shows what matters, and proves nothing about your systems. A study that was interrupted goes on with the same command.',
  })
    .argument('<scenario>', 'a .ts, .yaml or .json file, or the name of a bundled scenario')
    .addOption(new Option('--runs <n>', `how many simulated drills (default: ${usualRuns.alone}; with --variants ${usualRuns.compared} of each)`).argParser(countTo(runsMost)))
    .addOption(new Option('--vary <field=values>', 'a field by its path (a+b: both alike), and a range (1m..15m), values (1m,5m), uniform(), triangular() or lognormal(median,p95); may be repeated').argParser(also).default([]))
    .addOption(new Option('--design <name>', 'lhs: Latin hypercube, each field spread evenly; random: independent draws; grid: every combination of listed values').choices(['lhs', 'random', 'grid']).default('lhs'))
    .addOption(new Option('--workers <n>', 'threads (default: as many as there are processors)').argParser(countTo(workersMost)))
    .addOption(seedOption())
    .addOption(modelOption())
    .option('--variants', "compare the scenario's own variants, one by one and all together: what would each buy?")
    .option('--out <dir>', 'folder of the study (default: reports/study-NAME, or reports/variants-NAME)')
    .action(async (scenario: string, options: SimulateOptions) => end(await simulated(io, scenario, options)));
