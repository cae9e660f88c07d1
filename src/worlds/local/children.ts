/** Holds the local world's own processes: started into sessions and logs of their own, so that they outlive a runner that is killed and can then be stopped in order. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { Processes } from '../../ports/capabilities.ts';
import type { OpenOptions } from '../../ports/world-kind.ts';
import type { Child } from '../../record/events.ts';
import { Problem } from '../../problem.ts';
import { markOf, startTimeOf } from '../../tools/process-table.ts';
import { StartProblem } from '../../tools/processes.ts';

export interface Children {
  /** Starts a program and tells `born` of it at once. Its output goes to `NAME.log`. */
  spawn(name: string, command: readonly string[], env?: Readonly<Record<string, string>>): Promise<Child>;
  all(): readonly Child[];
  /** All that a process wrote so far. */
  output(name: string): string;
  /** As the machine's, but who is stopped through it ends as expected. */
  readonly processes: Processes;
  /** Resolves once all that were started here have ended and been told of. */
  ended(): Promise<void>;
}

/** The runner comes first, or injects come late; the range comes before the generators (10), or they would take its capacity from it. */
const niceness = 4;

const key = (child: Pick<Child, 'pid' | 'started'>): string => `${child.pid} ${child.started}`;

export function localChildren({ run, logs, born, died }: Pick<OpenOptions, 'run' | 'logs' | 'born' | 'died'>, machine: Processes): Children {
  const children: Child[] = [];
  const started: { readonly handle: ChildProcess; readonly ended: Promise<void> }[] = [];
  const stopped = new Set<string>();
  const logOf = (name: string) => join(logs, `${name}.log`);

  async function start(name: string, command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Child> {
    const [file = '', ...args] = command;
    mkdirSync(logs, { recursive: true });
    // A file and no pipe: with the runner dead, a pipe would end the child as soon as it writes, and nobody would hear its last words.
    const log = openSync(logOf(name), 'w');
    const spawned = spawn(file, args, { env: { ...process.env, ...env, ...markOf(run) }, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const { pid } = spawned;
    if (pid === undefined) throw new StartProblem(file, await new Promise((resolve) => spawned.once('error', resolve)));
    // Set before the program makes its threads, which inherit it.
    setPriority(pid, niceness);
    const since = startTimeOf(pid);
    if (since === undefined) throw new Problem({ expected: `${name} to run`, got: 'a process that ended at once', where: logOf(name) });
    const child: Child = { name, pid, started: since, command };
    children.push(child);
    const ended = new Promise<void>((resolve) => {
      spawned.once('exit', (code, signal) => {
        died(child, code, signal, stopped.has(key(child)));
        resolve();
      });
    });
    started.push({ handle: spawned, ended });
    // A process that only looks in on a world must be able to end while the world's children live.
    spawned.unref();
    try {
      born(child);
    } catch (cause) {
      // Nobody would know of it, so it must not live.
      await processes.stop(child, 0);
      throw cause;
    }
    return child;
  }

  const processes: Processes = {
    ...machine,
    stop: async (child, graceMs) => {
      // One that has died already wasn't stopped, even if nobody was told yet.
      if (!(await machine.alive(child))) return;
      stopped.add(key(child));
      await machine.stop(child, graceMs);
    },
  };

  return {
    spawn: start,
    processes,
    all: () => children,
    output: (name) => {
      try {
        return readFileSync(logOf(name), 'utf8');
      } catch {
        return '';
      }
    },
    ended: async () => {
      for (const { handle } of started) handle.ref();
      await Promise.all(started.map((each) => each.ended));
    },
  };
}
