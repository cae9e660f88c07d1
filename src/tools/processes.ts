/** Holds the life of child processes: started and told of at once, known for good by pid and start time, stopped gently and then by force. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { Problem } from '../problem.ts';
import type { Processes } from '../ports/capabilities.ts';
import type { OpenOptions } from '../ports/world-kind.ts';
import type { Clock } from '../ports/time.ts';
import type { Child } from '../record/events.ts';
import { ofRun, startTimeOf } from './process-table.ts';

const pollMs = 10;
/** SIGKILL can't be caught; a process that is still there after this long hangs in the kernel. */
const killedMsMax = 5000;
const tailLengthMax = 4000;

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The `processes` capability of this machine. */
export function machineProcesses(clock: Clock): Processes {
  const lives = (child: Pick<Child, 'pid' | 'started'>) => startTimeOf(child.pid) === child.started;
  const gone = async (child: Pick<Child, 'pid' | 'started'>, withinMs: number) => {
    for (const until = clock.now() + withinMs; lives(child); await clock.sleep(pollMs)) if (clock.now() >= until) return false;
    return true;
  };
  return {
    alive: (child) => Promise.resolve(lives(child)),
    ofRun: (run) => Promise.resolve(ofRun(run)),
    async stop(child, graceMs) {
      if (!lives(child)) return;
      signal(child.pid, 'SIGTERM');
      if (await gone(child, graceMs)) return;
      signal(child.pid, 'SIGKILL');
      if (await gone(child, killedMsMax)) return;
      throw new Problem({ expected: `process ${child.pid} to be gone after SIGKILL`, got: `one that still runs ${killedMsMax / 1000} s later`, next: `Look at it with \`ps -p ${child.pid}\`: it may hang in the kernel.` });
    },
  };
}

/**
 * Lowers the priority of a process with all its threads. On Linux each thread has its own and inherits it from the one that made it, so it takes
 * calling again once a program has made its threads.
 */
export function setPriorityOfAll(pid: number, niceness: number): void {
  const threads = process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
  for (const thread of threads) {
    try {
      setPriority(thread, niceness);
    } catch (error) {
      // A thread that has ended meanwhile needs no priority.
      if ((error as { code?: unknown }).code !== 'ERR_SYSTEM_ERROR') throw error;
    }
  }
}

export interface ChildPlan extends Pick<OpenOptions, 'born' | 'died'> {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly clock: Clock;
  /** The whole environment; without it the child has that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Hears every line of standard output; without it the output is thrown away. */
  readonly line?: (line: string) => void;
  /** Says which ends, beside those after `stop`, are no surprise. */
  readonly expected?: (code: number | null, signal: NodeJS.Signals | null) => boolean;
}

/** How a child ended. `stopped`: it was asked to; `forced`: SIGKILL ended it. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stopped: boolean;
  readonly forced: boolean;
}

export interface RunningChild {
  readonly child: Child;
  /** The last 4,000 characters of standard error. */
  stderrTail(): string;
  /** Resolves once the process has ended and all its output was heard. */
  readonly ended: Promise<ChildEnd>;
  /** SIGTERM, then SIGKILL after the grace. */
  stop(graceMs: number): Promise<ChildEnd>;
}

/** A program that could not be started, with a boolean for each cause. */
export class StartProblem extends Problem {
  readonly isMissing: boolean;
  readonly isForbidden: boolean;

  constructor(file: string, cause: NodeJS.ErrnoException) {
    const isMissing = cause.code === 'ENOENT';
    const isForbidden = cause.code === 'EACCES';
    const got = isMissing ? 'no such file' : isForbidden ? 'a file that may not be run' : cause.message;
    super({ expected: `to start ${file}`, got, next: 'Run `gameday setup` to see which programs were found, and where.', cause });
    this.isMissing = isMissing;
    this.isForbidden = isForbidden;
  }
}

function eachLine(stream: Readable, line: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const whole of lines) line(whole);
  });
  stream.on('end', () => {
    if (rest !== '') line(rest);
  });
}

/**
 * Starts a program and tells `born` of it before anything else happens. Rejects with a StartProblem when it can't be started.
 * The child leads a session of its own: Ctrl-C in the terminal must reach the runner alone, which then withdraws in its own order.
 */
export async function startChild(plan: ChildPlan): Promise<RunningChild> {
  const spawned = spawn(plan.file, plan.args, { env: plan.env, cwd: plan.cwd, detached: true, stdio: ['ignore', plan.line === undefined ? 'ignore' : 'pipe', 'pipe'] });
  const { pid } = spawned;
  if (pid === undefined) {
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => spawned.once('error', resolve));
    throw new StartProblem(plan.file, error);
  }
  const started = startTimeOf(pid);
  if (started === undefined) {
    spawned.kill('SIGKILL');
    throw new Problem({ expected: 'to read when a process was started', got: `nothing for process ${pid}`, next: 'gameday runs on Linux and macOS, with /proc or `ps` at hand.' });
  }
  const child: Child = { name: plan.name, pid, started, command: [plan.file, ...plan.args] };
  let tail = '';
  let stopped = false;
  // Listeners come first: `born` may throw (a full disk), and then the child must still be reaped.
  spawned.stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-tailLengthMax)));
  if (plan.line !== undefined && spawned.stdout !== null) eachLine(spawned.stdout, plan.line);
  const ended = new Promise<ChildEnd>((resolve) => {
    spawned.once('close', (code, signal) => {
      resolve({ code, signal, stopped, forced: stopped && signal === 'SIGKILL' });
      plan.died(child, code, signal, stopped || (plan.expected?.(code, signal) ?? false));
    });
  });
  try {
    plan.born(child);
  } catch (error) {
    spawned.kill('SIGKILL');
    throw error;
  }
  const processes = machineProcesses(plan.clock);
  return {
    child,
    stderrTail: () => tail.trim(),
    ended,
    async stop(graceMs) {
      stopped = true;
      await processes.stop(child, graceMs);
      return ended;
    },
  };
}
