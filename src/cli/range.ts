/** Holds the verb `range`: the practice range on its own, to look at, to try tools on, or to train with. */
import { Argument, Option } from 'commander';
import path from 'node:path';
import type { RangeStatus } from '../worlds/local/range-control.ts';
import { exitCodes } from './exit-codes.ts';
import { getPrograms } from './get-programs.ts';
import type { Io } from './io.ts';
import { type ClusterRangeOptions, inCluster } from './range/in-cluster.ts';
import { scenarioOf } from './scenario-of.ts';
import { table } from './table.ts';
import { command, printJson, type Verb } from './verb.ts';

interface RangeOptions extends ClusterRangeOptions {
  readonly world: 'local' | 'kubernetes';
}

const upMs = 30_000;
const downMs = 10_000;

const folderOf = (io: Io) => path.join(io.cwd, 'reports', '.range');
const control = () => import('../worlds/local/range-control.ts');
const clock = () => import('../worlds/system-clock.ts');

function show(io: Io, status: RangeStatus, options: RangeOptions): void {
  if (options.json === true) return printJson(io, status);
  if (options.quiet === true) return;
  const dead = status.processes.filter((each) => !each.runs).map((each) => each.name);
  io.out(`The practice range is ${status.is}${status.is === 'partly' ? ` up: ${dead.join(', ') || 'something'} does not run` : ''}.\n`);
  if (status.places === undefined) return;
  const { entries, statusPage, portal, deploy } = status.places;
  const rows = [...Object.entries(entries).map(([name, url]) => [`entry ${name}`, url]), ['status page', statusPage], ['portal', portal], ['deploy', deploy]];
  io.out(`${table(rows, io.terminal.width())}\n`);
}

async function up(io: Io, options: RangeOptions): Promise<number> {
  const { world } = options.scenario === undefined ? { world: { settings: {} } } : (await scenarioOf(io, options.scenario)).scenario;
  await getPrograms(io, (text) => options.quiet === true || io.err(`${text}\n`));
  const [{ rangeUp }, { systemClock }] = await Promise.all([control(), clock()]);
  const status = await rangeUp(folderOf(io), { settings: world.settings, ...(options.webhook === undefined ? {} : { webhook: options.webhook }) }, systemClock.deadline(upMs));
  show(io, status, options);
  return status.is === 'up' ? exitCodes.passed : exitCodes.failed;
}

async function down(io: Io, options: RangeOptions): Promise<number> {
  const [{ rangeDown }, { systemClock }] = await Promise.all([control(), clock()]);
  const left = await rangeDown(folderOf(io), systemClock.deadline(downMs));
  if (options.json === true) printJson(io, { left });
  else if (left.length > 0) io.err(`gameday: could not be stopped: ${left.join(', ')}\n`);
  else if (options.quiet !== true) io.out('The practice range is down.\n');
  return left.length === 0 ? exitCodes.passed : exitCodes.notWithdrawn;
}

async function status(io: Io, options: RangeOptions): Promise<number> {
  const { rangeStatus } = await control();
  const found = await rangeStatus(folderOf(io));
  show(io, found, options);
  return found.is === 'up' ? exitCodes.passed : exitCodes.failed;
}

const onThisMachine = { up, down, status } as const;

export const range: Verb = (io, end) =>
  command({
    name: 'range',
    summary: 'start, stop or look at the practice range on its own',
    examples: ['gameday range up', 'gameday range up --scenario quickstart  # with its capacities', 'gameday range status --json  # 0 where it is up, 1 where it is not', 'gameday range down', 'gameday range up --world kubernetes --namespace drills  # in a cluster'],
  })
    .addArgument(new Argument('<what>', 'what to do').choices(Object.keys(onThisMachine)))
    .option('--scenario <file>', 'take the settings of the world from this scenario')
    .option('--webhook <url>', "where its watchman sends alerts: a receiver of your own, on this machine")
    .addOption(new Option('--world <kind>', 'where: local (this machine), kubernetes (a namespace of a cluster)').choices(['local', 'kubernetes']).default('local'))
    .option('--context <name>', "kubernetes: the kubeconfig's context (default: the current one)")
    .option('--namespace <name>', "kubernetes: the namespace (default: the context's)")
    .option('--image <name>', 'kubernetes: the image of gameday (default: GAMEDAY_IMAGE, or what k8s/range names)')
    .action(async (what: keyof typeof onThisMachine, options: RangeOptions) => end(await (options.world === 'kubernetes' ? inCluster : onThisMachine)[what](io, options)));
