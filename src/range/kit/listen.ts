/** Holds how a service opens and closes its ports, with a message for people when a port is taken. */
import type { RequestListener, Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { Problem } from '../../problem.ts';
import type { RangeAddress } from '../address.ts';
import { createServer } from './node-http.ts';

/** Longer than any client's pause, so that a kept connection isn't closed just as its next request is on its way. */
const keepAliveMs = 75_000;
/** Floods open many connections at once. */
const backlog = 2048;

/** Turns the kernel's refusal into what to do about it. */
export function portProblem(at: RangeAddress, cause: NodeJS.ErrnoException): Problem {
  const where = `${at.host}:${at.port}`;
  if (cause.code === 'EADDRINUSE') {
    return new Problem({ expected: 'a free port', got: `port ${at.port} in use`, where, next: 'Stop what listens there (`gameday range down` stops a range that was left running), or give another port.', cause });
  }
  return new Problem({ expected: 'a port that can be opened', got: cause.code ?? cause.message, where, next: 'Give a loopback address and a port above 1024.', cause });
}

/** Opens a port; rejects with a readable problem. */
export function open<S extends NetServer>(server: S, at: RangeAddress): Promise<S> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => reject(portProblem(at, cause));
    server.once('error', failed);
    server.listen({ host: at.host, port: at.port, backlog }, () => {
      server.off('error', failed);
      resolve(server);
    });
  });
}

export function listen(at: RangeAddress, handle: RequestListener): Promise<Server> {
  const server = createServer({ keepAlive: true, noDelay: true, keepAliveTimeout: keepAliveMs }, handle);
  return open(server, at);
}

/** Closes at once: what is under way is cut, as when a process is stopped. */
export function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
