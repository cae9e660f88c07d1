/** Holds how the range's processes are started, for a drill as for `gameday range up`: a plan, then Toxiproxy and all services at once. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { OpenedWorld, OpenOptions } from '../../ports/world-kind.ts';
import type { Json } from '../../record/json.ts';
import { Problem } from '../../problem.ts';
import { freePorts } from '../../range/free-ports.ts';
import { planRange, portsNeeded } from '../../range/plan.ts';
import { rangeSettings, type RangeSettings } from '../../range/settings.ts';
import { machineProcesses } from '../../tools/processes.ts';
import { systemClock } from '../system-clock.ts';
import { everybody, type Held } from './assemble.ts';
import { localChildren } from './children.ts';
import { portsOf, stopAll } from './close.ts';
import type { LocalDescription } from './description.ts';
import { findPrograms } from './programs.ts';
import { startRange } from './start-range.ts';
import { localToxiproxy, startToxiproxy } from './toxiproxy.ts';

/** Finds this many free ports. */
export type FindPorts = (count: number) => Promise<readonly number[]>;

export interface LaunchOptions extends Pick<OpenOptions, 'run' | 'seed' | 'logs' | 'born' | 'died'> {
  readonly settings: RangeSettings;
  /** Where the watchman notifies; without it, where the settings say. */
  readonly webhook?: string;
  readonly findPorts?: FindPorts;
}

export interface Launched {
  readonly description: LocalDescription;
  readonly held: Held;
  readonly close: OpenedWorld['close'];
}

/** To clean up after a start that failed, whose own deadline may be what is over. */
const cleanUpMs = 3000;

export function readSettings(settings: Json): RangeSettings {
  const read = rangeSettings.safeParse(settings ?? {});
  if (read.success) return read.data;
  throw new Problem({ expected: 'settings of the practice range', got: z.prettifyError(read.error), where: "the scenario's settings for the world" });
}

/** Resolves once everything answers; rejects with the first problem after whatever did start was stopped again. */
export async function launch(options: LaunchOptions, stop: AbortSignal): Promise<Launched> {
  const { run, seed, settings, webhook, born, died, findPorts = freePorts } = options;
  const logs = resolve(options.logs);
  const [{ k6, toxiproxy: program, versions }, [api = 0, ...ports]] = await Promise.all([findPrograms(), findPorts(portsNeeded + 1)]);
  const plan = planRange(settings, ports, webhook);
  const place = {
    run,
    toxiproxy: { program, api: { host: '127.0.0.1', port: api }, pidFile: join(logs, 'toxiproxy.json') },
    services: plan.services.map(({ service, data, control }) => ({ service, control, ...(data !== undefined && { data }) })),
    proxies: [...plan.proxies],
  };
  const children = localChildren({ run, logs, born, died }, machineProcesses(systemClock));
  const held = { children, server: localToxiproxy(place, children) };
  const close: OpenedWorld['close'] = async (now) => {
    const left = await stopAll(everybody([], held), portsOf(place), children.processes, now);
    if (left.length === 0) await children.ended();
    return left;
  };
  // Both to their end, even when one fails: what is still starting couldn't be cleaned up.
  const started = await Promise.allSettled([startRange(plan, children, stop), startToxiproxy(place, held.server, stop)]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await close(AbortSignal.timeout(cleanUpMs));
    throw failed.reason;
  }
  const tools = { ...versions, node: process.version };
  return { description: { world: 'local', seed, logs, k6, ...place, children: [...children.all()], tools }, held, close };
}
