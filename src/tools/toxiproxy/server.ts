/** Holds Toxiproxy's own process: started on given ports, killed by pid and start time, started again; whoever reopens the world finds the newest one. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Processes } from '../../ports/capabilities.ts';
import type { Child } from '../../record/events.ts';
import { Problem } from '../../problem.ts';
import { toxiproxyApi } from './api.ts';

export interface ToxiproxyServer {
  /** Resolves once the API answers. */
  readonly start: (stop: AbortSignal) => Promise<void>;
  readonly restart: (stop: AbortSignal) => Promise<void>;
  /** The process that runs now, whoever started it; undefined before the first start. */
  readonly current: () => Child | undefined;
}

export interface ToxiproxyServerOptions {
  /** The program, as found. */
  readonly program: string;
  readonly api: { readonly host: string; readonly port: number };
  /** A file that always names the newest process: a restart by the reaper must not leave the runner with a dead pid. */
  readonly pidFile: string;
  readonly processes: Processes;
  /** Starts a program that outlives this process and writes to a log of its own. */
  readonly spawn: (name: string, command: readonly string[]) => Promise<Child>;
}

const readyWithinMs = 3000;
const lookEveryMs = 15;
const freeWithinMs = 1000;
const child = z.object({ name: z.string(), pid: z.number().int(), started: z.string(), command: z.array(z.string()) });

/** Toxiproxy would be mistaken for a stranger's that answers on the same port, so the port is tried before. */
function demandFree({ host, port }: ToxiproxyServerOptions['api']): Promise<void> {
  return new Promise((resolve, reject) => {
    const trial = createServer();
    trial.once('error', (cause: NodeJS.ErrnoException) => {
      const got = cause.code === 'EADDRINUSE' ? `port ${port} in use` : cause.message;
      reject(new Problem({ expected: 'a free port for Toxiproxy', got, where: `${host}:${port}`, next: 'Stop what listens there, or give another port.', cause }));
    });
    trial.listen({ host, port, exclusive: true }, () => trial.close(() => resolve()));
  });
}

export function toxiproxyServer({ program, api, pidFile, processes, spawn }: ToxiproxyServerOptions): ToxiproxyServer {
  const url = `http://${api.host}:${api.port}`;

  const current = (): Child | undefined => {
    try {
      return child.parse(JSON.parse(readFileSync(pidFile, 'utf8')));
    } catch {
      return undefined;
    }
  };

  /** Written beside and renamed, so that nobody reads half a file. */
  const remember = (born: Child): void => {
    writeFileSync(`${pidFile}.new`, JSON.stringify(born));
    renameSync(`${pidFile}.new`, pidFile);
  };

  async function start(stop: AbortSignal): Promise<void> {
    await demandFree(api);
    await launch(stop);
  }

  async function launch(stop: AbortSignal): Promise<void> {
    const born = await spawn('toxiproxy', [program, '-host', api.host, '-port', String(api.port)]);
    remember(born);
    const limit = AbortSignal.any([stop, AbortSignal.timeout(readyWithinMs)]);
    for (;;) {
      try {
        await toxiproxyApi(url, limit).getVersion();
        return;
      } catch (cause) {
        stop.throwIfAborted();
        const alive = await processes.alive(born);
        if (alive && !limit.aborted) await pause(lookEveryMs);
        else throw new Problem({ expected: `Toxiproxy to answer within ${readyWithinMs} ms`, got: alive ? 'no answer' : 'a process that ended at once', where: `${program} on ${api.host}:${api.port}`, next: 'Its log says why.', cause });
      }
    }
  }

  return {
    start,
    current,
    restart: async (stop) => {
      const old = current();
      // Killed without a grace: it has nothing to save, and one that has locked up doesn't heed SIGTERM.
      if (old !== undefined) await processes.stop(old, 0);
      // A killed process of several threads is a zombie a moment before the last of them lets go of its ports.
      const limit = AbortSignal.timeout(freeWithinMs);
      for (;;) {
        const taken = await demandFree(api).catch((problem: unknown) => problem);
        if (taken === undefined) break;
        if (limit.aborted || stop.aborted) throw taken;
        await pause(lookEveryMs);
      }
      await launch(stop);
    },
  };
}
