/** Holds the verb `range` in a cluster: the practice range in a namespace of its own. */
import { Problem } from '../../problem.ts';
import type { RangeStatus } from '../../worlds/kubernetes/range/control.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { scenarioOf } from '../scenario-of.ts';
import { table } from '../table.ts';
import { printJson, type CommonOptions } from '../verb.ts';

export interface ClusterRangeOptions extends CommonOptions {
  readonly scenario?: string;
  readonly webhook?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly image?: string;
}

const upMs = 180_000;
const downMs = 90_000;

const clientOf = async (options: ClusterRangeOptions) => (await import('../../worlds/kubernetes/api/client.ts')).clusterClient(options);
const control = () => import('../../worlds/kubernetes/range/control.ts');
const clock = async () => (await import('../../worlds/system-clock.ts')).systemClock;
const told = (io: Io, options: CommonOptions) => (text: string) => options.quiet === true || io.err(`${text}\n`);

async function settingsOf(io: Io, scenario: string | undefined) {
  const { kubernetesSettings } = await import('../../worlds/kubernetes/settings.ts');
  const given = scenario === undefined ? {} : (await scenarioOf(io, scenario, { world: 'kubernetes' })).scenario.world.settings;
  const { cluster, ...range } = kubernetesSettings.parse(given);
  return { cluster, range };
}

function show(io: Io, status: RangeStatus, namespace: string, options: ClusterRangeOptions): void {
  if (options.json === true) return printJson(io, status);
  if (options.quiet === true) return;
  const missing = status.deployments.filter((each) => !each.ready).map((each) => each.name);
  io.out(`The practice range in namespace ${namespace} is ${status.is}${status.is === 'partly' ? ` up: ${missing.join(', ')} not ready` : ''}.\n`);
  if (status.places === undefined) return;
  const { entries, statusPage, portal, deploy } = status.places;
  const rows = [...Object.entries(entries).map(([name, url]) => [`entry ${name}`, url]), ['status page', statusPage], ['portal', portal], ['deploy', deploy]];
  io.out(`${table(rows, io.terminal.width())}\n`);
}

async function up(io: Io, options: ClusterRangeOptions): Promise<number> {
  if (options.webhook !== undefined) throw new Problem({ expected: 'no --webhook with --world kubernetes', got: options.webhook, where: 'range up', next: "In a cluster the watchman's alerts go to the run that holds the namespace." });
  const [client, { cluster, range }, { gates }, { allowedContexts }, { rangeUp }] = await Promise.all([clientOf(options), settingsOf(io, options.scenario), import('../../worlds/kubernetes/gates/gates.ts'), import('../../worlds/kubernetes/gates/config.ts'), control()]);
  const closed = await gates(client, allowedContexts(cluster, io));
  if (closed.length > 0) throw new Problem({ expected: 'a namespace that is open for drills', got: `a closed gate:\n  ${closed.join('\n  ')}` });
  const image = options.image ?? io.env['GAMEDAY_IMAGE'];
  const status = await rangeUp(client, { settings: range, ...(image !== undefined && { image }) }, (await clock()).deadline(upMs), told(io, options));
  show(io, status, client.namespace, options);
  return status.is === 'up' ? exitCodes.passed : exitCodes.failed;
}

async function down(io: Io, options: ClusterRangeOptions): Promise<number> {
  const [client, { rangeDown }] = await Promise.all([clientOf(options), control()]);
  const left = await rangeDown(client, (await clock()).deadline(downMs), told(io, options));
  if (options.json === true) printJson(io, { left });
  else if (left.length > 0) io.err(`gameday: not all of it is gone:\n  ${left.join('\n  ')}\n`);
  else if (options.quiet !== true) io.out(`The practice range is gone from namespace ${client.namespace}.\n`);
  return left.length === 0 ? exitCodes.passed : exitCodes.notWithdrawn;
}

async function status(io: Io, options: ClusterRangeOptions): Promise<number> {
  const [client, { rangeStatus }] = await Promise.all([clientOf(options), control()]);
  const found = await rangeStatus(client);
  show(io, found, client.namespace, options);
  return found.is === 'up' ? exitCodes.passed : exitCodes.failed;
}

export const inCluster = { up, down, status } as const;
