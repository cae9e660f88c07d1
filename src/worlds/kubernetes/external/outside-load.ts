/** Holds the generators that start on the machine of the runner, for ways in that lie outside the cluster. */
import { tmpdir } from 'node:os';
import type { Load } from '../../../ports/load.ts';
import type { OpenOptions } from '../../../ports/world-kind.ts';
import { Problem } from '../../../problem.ts';
import { k6Load } from '../../../tools/k6/load.ts';
import { lookForProgram } from '../../../tools/programs/find-program.ts';
import { systemClock } from '../../system-clock.ts';
import type { ClusterSettings } from '../settings.ts';
import type { ExternalSettings } from './settings.ts';

type Settings = Pick<ClusterSettings, 'external'>;

const findK6 = () => lookForProgram('k6', { env: process.env });
const expected = 'a k6 on this machine, since load on hosts outside the cluster starts here';
const next = 'Run `gameday setup`, which gets it, or set world.settings.cluster.external.loadFrom to cluster.';

export async function lacksOutsideLoad({ loadFrom }: Pick<ExternalSettings, 'loadFrom'>): Promise<readonly string[]> {
  return loadFrom === 'cluster' || (await findK6()) !== undefined ? [] : [`There is no k6 on this machine, where load on hosts outside the cluster starts. ${next}`];
}

/** Undefined where all load starts in the cluster. */
export async function outsideLoad({ external }: Settings, { run, logs, born, died }: Pick<OpenOptions, 'run' | 'logs' | 'born' | 'died'>): Promise<Load | undefined> {
  if (external === undefined || external.loadFrom === 'cluster') return undefined;
  const k6 = await findK6();
  if (k6 === undefined) throw new Problem({ expected, got: 'none', next });
  return k6Load({ run, k6: k6.path, logs, born, died, clock: systemClock, hosts: external.hosts });
}

/** Whoever reopens a world stops such generators and starts none. */
export const stopsOutside = ({ external }: Settings, run: string): Load | undefined =>
  external === undefined ? undefined : k6Load({ run, k6: 'k6', logs: tmpdir(), born: () => {}, died: () => {}, clock: systemClock });
