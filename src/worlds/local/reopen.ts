/** Holds how another process reaches a local world that it didn't open: the reaper, `gameday heal`, a stranger with the record. */
import type { OpenedWorld } from '../../ports/world-kind.ts';
import type { Json } from '../../record/json.ts';
import { Problem } from '../../problem.ts';
import { machineProcesses } from '../../tools/processes.ts';
import { systemClock } from '../system-clock.ts';
import { assemble, everybody } from './assemble.ts';
import { localChildren } from './children.ts';
import { portsOf, stopAll } from './close.ts';
import { readDescription } from './description.ts';
import { localToxiproxy } from './toxiproxy.ts';

/** Its receivers died with the process that opened it; everything else answers as before. */
export async function reopenLocal(described: Json, run: string): Promise<OpenedWorld> {
  const description = readDescription(described);
  if (description.run !== run) throw new Problem({ expected: `the description of run ${run}`, got: `that of ${description.run}`, where: 'world.opened' });
  const told = { born: () => undefined, died: () => undefined };
  const children = localChildren({ run, logs: description.logs, ...told }, machineProcesses(systemClock));
  const held = { children, server: localToxiproxy(description, children) };
  return {
    world: assemble(description, held, told),
    description,
    tools: description.tools,
    close: (stop) => stopAll(everybody(description.children, held), portsOf(description), children.processes, stop),
  };
}
