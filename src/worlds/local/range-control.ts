/** Holds `gameday range up|down|status`: a range that stays up for practice, known by the files in one folder. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../../ports/entries.ts';
import type { Json } from '../../record/json.ts';
import { machineProcesses } from '../../tools/processes.ts';
import { placesOf } from '../practice/entries.ts';
import { systemClock } from '../system-clock.ts';
import { portsOf, stopAll } from './close.ts';
import { child, type LocalDescription, readDescription } from './description.ts';
import { launch, readSettings } from './launch.ts';

export interface RangeStatus {
  /** `partly`: some of its processes have died, or it is still coming up. */
  readonly is: 'up' | 'partly' | 'down';
  /** Processes by name; `runs` is asked of the kernel, not of the file. */
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly runs: boolean }[];
  /** Where to practise; absent while it is down. */
  readonly places?: Places;
  readonly description?: LocalDescription;
}

const run = 'range';
const machine = machineProcesses(systemClock);
/** Every birth is written at once, so that a range whose start was killed can still be stopped; the description follows when it is up. */
const births = (folder: string) => join(folder, 'children.ndjson');
const state = (folder: string) => join(folder, 'range.json');

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The newest Toxiproxy may have been started by somebody who healed this range. */
function known(folder: string) {
  const written = textOf(state(folder));
  const description = written === undefined ? undefined : readDescription(JSON.parse(written));
  const lines = (textOf(births(folder)) ?? '').split('\n').slice(0, -1);
  const newest = textOf(join(folder, 'logs', 'toxiproxy.json'));
  const all = [...lines, ...(newest === undefined ? [] : [newest])].map((line) => child.parse(JSON.parse(line)));
  return { description, children: [...new Map(all.map((each) => [each.pid, each])).values()] };
}

export async function rangeStatus(folder: string): Promise<RangeStatus> {
  const { description, children } = known(folder);
  const processes = await Promise.all(children.map(async (each) => ({ name: each.name, pid: each.pid, runs: await machine.alive(each) })));
  // A Toxiproxy that was restarted leaves its predecessor in the list: the last of each name counts.
  const latest = [...new Map(processes.map((each) => [each.name, each])).values()];
  if (!latest.some((each) => each.runs)) return { is: 'down', processes: [] };
  const up = description !== undefined && latest.every((each) => each.runs);
  return { is: up ? 'up' : 'partly', processes: latest, ...(description !== undefined && { description, places: placesOf(description.services) }) };
}

/** Returns what could not be stopped; a range that is down already is fine. */
export async function rangeDown(folder: string, stop: AbortSignal): Promise<readonly string[]> {
  const { description, children } = known(folder);
  const left = await stopAll(children, description === undefined ? [] : portsOf(description), machine, stop);
  if (left.length === 0) for (const file of [state(folder), births(folder)]) rmSync(file, { force: true });
  return left;
}

/** Starts the range so that it outlives this process; one that is up stays as it is, one that is partly up is started afresh. */
export async function rangeUp(folder: string, options: { readonly settings?: Json; readonly webhook?: string }, stop: AbortSignal): Promise<RangeStatus> {
  const before = await rangeStatus(folder);
  if (before.is === 'up') return before;
  await rangeDown(folder, stop);
  mkdirSync(folder, { recursive: true });
  const { description } = await launch(
    {
      run,
      seed: 0,
      logs: join(folder, 'logs'),
      settings: readSettings(options.settings ?? {}),
      ...(options.webhook !== undefined && { webhook: options.webhook }),
      born: (each) => appendFileSync(births(folder), `${JSON.stringify(each)}\n`),
      died: () => undefined,
    },
    stop,
  );
  writeFileSync(state(folder), JSON.stringify(description));
  return rangeStatus(folder);
}
