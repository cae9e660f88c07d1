/** Holds the runner's end of its reaper: starting it, keeping it calm with heartbeats, and dismissing it. */
import { fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../ports/time.ts';
import { Problem } from '../problem.ts';

export const beatMs = 1000;
const readyMs = 15_000;

/** What goes through the pipe between runner and reaper. */
export type ToReaper = 'beat' | 'bye';

export interface Reaper {
  readonly pid: number;
  /** Aborts when the reaper ended without being dismissed: from then on nobody would withdraw a dead runner's faults. */
  readonly lost: AbortSignal;
  /** Says that the runner has withdrawn and closed everything itself; resolves when the reaper has ended. */
  bye(): Promise<void>;
}

export interface StartReaper {
  readonly folder: string;
  readonly clock: Clock;
  /** The reaper's program, for one that knows other worlds. */
  readonly program?: string;
}

/** The same file beside this one's room, in the clone (.ts) as in the package (.js). */
const ownProgram = () => fileURLToPath(new URL(`../entry/reaper${path.extname(import.meta.filename)}`, import.meta.url));

/**
 * Starts the reaper of a run, in a session of its own so that Ctrl-C and a closed terminal don't reach it. Call it once the journal is open
 * and before the world is; the process exists when the call returns, and heals as soon as it can, even when the runner dies before it was ready.
 * It beats by itself until `bye`. Rejects with a `Problem` when the reaper isn't ready in time.
 */
export async function startReaper({ folder, clock, program = ownProgram() }: StartReaper): Promise<Reaper> {
  const logFile = path.join(folder, 'reaper.log');
  const log = openSync(logFile, 'a');
  const child = fork(program, [path.resolve(folder)], { detached: true, execArgv: [], stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const over = new AbortController();
  const lost = new AbortController();
  const ready = new Promise<boolean>((resolve) => {
    child.once('message', () => resolve(true)).once('error', () => resolve(false)).once('exit', () => resolve(false));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', () => over.signal.aborted || lost.abort(new Problem({ expected: 'the reaper to live as long as the drill', got: 'its end', where: logFile })));
  const say = (word: ToReaper) => child.connected && child.send(word, () => {});

  const inTime = new AbortController();
  const isReady = await Promise.race([ready, clock.sleep(readyMs, inTime.signal).then(() => false)]);
  inTime.abort();
  if (!isReady || child.pid === undefined) {
    over.abort();
    child.kill('SIGKILL');
    throw new Problem({ expected: `the reaper to be ready within ${readyMs / 1000} s`, got: 'none', where: logFile, next: 'Without it nobody would withdraw the faults of a runner that dies, so the drill does not start. The log says more.' });
  }
  // The runner may end although its reaper lives; the pipe stays open and is closed by that end alone.
  child.unref();
  child.channel?.unref();
  const beat = async () => {
    for (; !over.signal.aborted; await clock.sleep(beatMs, over.signal)) say('beat');
  };
  void beat();
  return {
    pid: child.pid,
    lost: lost.signal,
    bye: async () => {
      over.abort();
      child.ref();
      say('bye');
      await ended;
    },
  };
}
