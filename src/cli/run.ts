/** Holds the verb `run`: a scenario becomes a drill, the drill a record, the record a scorecard and an exit code. */
import path from 'node:path';
import { Problem } from '../problem.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { modelOf } from './model-of.ts';
import { modelOption, seedOption } from './options.ts';
import { showProgress } from './progress/show-progress.ts';
import type { Progress } from './progress/show-progress.ts';
import { showScorecard, writeReports } from './reports.ts';
import { createInterrupts } from './run/interrupts.ts';
import { keepDrawing } from './run/keep-drawing.ts';
import { facilitatorKeys, keysHelp } from './run/keys.ts';
import type { Plan, Unwritten } from './run/perform.ts';
import { readyWorld } from './run/ready-world.ts';
import { givenSecrets } from './run/tool-secrets.ts';
import { scenarioOf } from './scenario-of.ts';
import { withScripts } from './team-scripts.ts';
import { colourOf, command, type CommonOptions, type Verb } from './verb.ts';
import { type WorldChoice, worldOptions } from './world-of.ts';

interface RunOptions extends CommonOptions, Omit<WorldChoice, 'model'> {
  readonly model?: string;
  readonly out?: string;
  readonly seed?: number;
  readonly variant?: string;
  readonly packed?: string;
  readonly observe?: boolean;
  readonly stream?: boolean;
}

function progressOf(io: Io, options: RunOptions): Progress {
  const live = io.terminal.err && io.env['TERM'] !== 'dumb';
  const write = options.quiet === true ? () => {} : (text: string) => io.err(text);
  return showProgress({ write, live, colour: colourOf(io, options, 'err'), width: () => io.terminal.width() });
}

/** The record ends before the withdrawal does: a scorecard of it would call faults open that this process saw end. */
function tellUnwritten(io: Io, shown: string, { problem, leftBehind }: Unwritten): number {
  const isClear = leftBehind.length === 0;
  const became = isClear ? 'The drill was aborted; everything was withdrawn and stopped, which the record could not take in.' : `The drill was aborted, and this is left: ${leftBehind.join(', ')}.`;
  io.err(`gameday: ${problem.message}\n  ${became}\n  With room again, \`gameday heal ${shown}\` ${isClear ? 'adds the proof' : 'withdraws it'}, and \`gameday judge ${shown}\` tells how far the drill came.\n`);
  return isClear ? exitCodes.aborted : exitCodes.notWithdrawn;
}

/** For people alone, and never in the record: whoever knows the URL can speak for a team's tools. */
const receiversHelp = ({ url, smtp, told }: Parameters<Plan['receiversAt']>[0]): string =>
  told === undefined
    ? `Your own tools join at ${url}${smtp === undefined ? '' : ` and by SMTP at ${smtp}`} (a secret of this run).\n  \`gameday receivers --env --at ${url}${smtp === undefined ? '' : ` --smtp ${smtp}`}\` prints what to paste into each.`
    : `Your own tools join by what this prints, the same for every run:\n  gameday receivers --env --at "${told}"`;

/** Standard output is the journal's then: what would be said there comes after it, as the rest of what is for people. */
const besideStream = (io: Io): Io => ({ ...io, out: (text) => io.err(text), terminal: { ...io.terminal, out: io.terminal.err } });

/** Reports that can't be written must not hide how the drill went. */
function asProblem(error: unknown): { readonly files: readonly string[]; readonly problem: Problem } {
  if (error instanceof Problem) return { files: [], problem: error };
  throw error;
}

async function ran(io: Io, named: string, options: RunOptions): Promise<number> {
  const loaded = await scenarioOf(io, named, { world: options.world, ...(options.seed !== undefined && { seed: options.seed }), ...(options.variant !== undefined && { variant: options.variant }) });
  const { catalogue, panel } = loaded;
  const say = (text: string) => void (options.quiet === true || io.err(`${text}\n`));
  const { model: modelFile, ...choice } = options;
  const { kind, scenario: fitted, insteadOf } = await readyWorld(io, { ...choice, ...(modelFile !== undefined && { model: await modelOf(io, modelFile) }) }, loaded, say);
  if (insteadOf !== undefined) io.err(`gameday: this drill is SIMULATED, and will be inconclusive: ${insteadOf.because}\n  Nothing real takes part. With the programs there it is real; --world simulated is for whoever wants the model.\n`);
  const { scenario, scripts } = await withScripts(io, { ...loaded, scenario: fitted }, options.packed);
  const [{ perform }, { newRunId }, { commandDesk }, { readRun }, { judge }, { systemClock }] = await Promise.all([
    import('./run/perform.ts'),
    import('../store/run-folder.ts'),
    import('../drill/commands.ts'),
    import('../store/segments.ts'),
    import('../judge/judge.ts'),
    import('../worlds/system-clock.ts'),
  ]);
  const run = newRunId(systemClock.now(), scenario.brief.name);
  const folder = options.out === undefined ? path.join(io.cwd, 'reports', run) : path.resolve(io.cwd, options.out);
  const shown = path.relative(io.cwd, folder) || '.';

  const progress = progressOf(io, options);
  const interrupts = createInterrupts(() => systemClock.now(), (text) => progress.say(text));
  const desk = commandDesk();
  const keys = facilitatorKeys({ send: desk.send, next: () => progress.standing.next()?.inject, say: (text) => progress.say(text), interrupt: () => interrupts.hear('Ctrl-C') });
  const listening = [io.interrupts((signal) => interrupts.hear(signal))];
  // A simulated drill has a time of its own, and is over before a second has passed.
  if (!kind.simulated) listening.push(keepDrawing(progress, systemClock));
  if (io.terminal.in && io.terminal.err && options.quiet !== true) {
    listening.push(io.keys(keys));
    say(keysHelp);
  }
  const isAlone = Object.values(scenario.brief.responders).every((who) => who === 'autopilot');
  const receiversAt: Plan['receiversAt'] = (at) => {
    if (!isAlone) progress.say(receiversHelp(at));
  };
  const heard: Plan['heard'] = (event) => {
    progress.hear(event);
    // Loaded while there is little to do: after the drill somebody waits. What doesn't load shows then.
    if (event.kind === 'timeline.started') import('../report/index.ts').catch(() => {});
  };
  let performed: Awaited<ReturnType<typeof perform>>;
  try {
    performed = await perform({ run, folder, scenario, scripts, ...(panel !== undefined && { panel }), catalogue, kind, ...(insteadOf !== undefined && { insteadOf }), mode: options.observe === true ? 'observe' : 'drill', gameday: io.version, pid: io.pid, desk, stop: interrupts.stop, stopAtOnce: interrupts.stopAtOnce, secrets: givenSecrets(io.env), receiversAt, heard, ...(options.stream === true && { stream: (line: string) => io.out(line) }) });
  } finally {
    for (const stopListening of listening) stopListening();
    progress.end();
  }
  if (performed.left) {
    io.err(`gameday: left at once: ${performed.trouble ?? ''}\n  See what became of it with \`gameday judge ${shown}\`.\n`);
    return exitCodes.aborted;
  }
  if (performed.unwritten !== undefined) return tellUnwritten(io, shown, performed.unwritten);
  const scorecard = judge(readRun(folder));
  const { files, problem } = await writeReports(folder, scorecard).then((files) => ({ files, problem: undefined }), asProblem);
  await showScorecard(options.stream === true ? besideStream(io) : io, scorecard, options, files);
  if (problem === undefined) return scorecard.exitCode;
  io.err(`gameday: ${problem.message}\n`);
  return scorecard.exitCode === exitCodes.passed ? exitCodes.usage : scorecard.exitCode;
}

export const run: Verb = (io, end) =>
  worldOptions(command({
    name: 'run',
    summary: 'run a scenario: inject, watch, withdraw, judge, report',
    examples: [
      'gameday run quickstart  # 90 s on this machine',
      'gameday run game-day.yaml --seed 7 --out reports/friday',
      'gameday run quickstart --world simulated  # seconds; proves nothing',
      'gameday run game-day.yaml --observe  # injects nothing, scores what happens',
      'gameday run shop.yaml --world kubernetes --context staging --namespace shop',
    ],
    next: '`gameday judge latest` judges again; `gameday heal` clears up.',
  }).argument('<scenario>', 'a .ts, .yaml or .json file, or the name of a bundled scenario'))
    .addOption(seedOption())
    .addOption(modelOption())
    .option('--variant <name>', "one of the scenario's own variants")
    .option('--out <dir>', 'folder of this run (default: reports/<run-id>)')
    .option('--packed <file>', "the team's k6 scripts as `gameday schedule` packed them, in place of packing")
    .option('--observe', 'inject nothing; watch, and score what happens')
    .option('--stream', 'write the journal to standard output as well, line by line; the result then goes to standard error')
    .action(async (scenario: string, options: RunOptions) => end(await ran(io, scenario, options)));

