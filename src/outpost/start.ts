/** Holds how the outpost opens its two ports, and closes them. */
import { once } from 'node:events';
import type { Server } from 'node:net';
import { openPort } from './open-port.ts';
import { makeRuns } from './runs.ts';
import { tunnelPort } from './tunnel-port.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface OutpostSettings {
  readonly serve: Listen;
  readonly tunnel: Listen;
  readonly namespace: string;
  /** Under which name a Service is looked up: its own, unless a test has no DNS for it. */
  readonly resolved?: (service: string) => string;
  /** How long a run is remembered whose runner doesn't listen. */
  readonly forgetMs?: number;
}

export interface RunningOutpost {
  readonly serve: Listen;
  readonly tunnel: Listen;
  close(): Promise<void>;
}

async function open(server: Server, at: Listen): Promise<Listen> {
  server.listen(at);
  await once(server, 'listening');
  const bound = server.address();
  return { host: at.host, port: typeof bound === 'object' && bound !== null ? bound.port : at.port };
}

/** Rejects with the system's own error where a port can't be opened; then none is. */
export async function startOutpost({ serve, tunnel, namespace, resolved = (service) => service, forgetMs }: OutpostSettings): Promise<RunningOutpost> {
  const runs = makeRuns(forgetMs);
  const front = openPort(runs);
  const back = tunnelPort({ runs, namespace, resolved });
  const close = async () => {
    runs.close();
    back.cut();
    front.closeAllConnections();
    await Promise.all([front, back.server].map((server) => new Promise<void>((resolve) => void server.close(() => resolve()))));
  };
  try {
    return { serve: await open(front, serve), tunnel: await open(back.server, tunnel), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
