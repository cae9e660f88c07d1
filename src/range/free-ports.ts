/** Holds the search for ports that are free now and that outgoing connections will not take meanwhile. */
import { createServer, type Server } from 'node:net';
import { Problem } from '../problem.ts';

/** Below the range from which kernels pick ports for outgoing connections (32768 and up on Linux, 49152 elsewhere). */
export const lowestPort = 20_000;
export const highestPort = 32_000;

function hold(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(server));
  });
}

const release = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/**
 * Finds `count` ports that can be bound on 127.0.0.1, in rising order from a place that depends on the process, so that two ranges
 * started at once rarely meet. They are released again: whoever uses them must still expect a port in use.
 */
export async function freePorts(count: number, from = lowestPort + ((process.pid * 97) % (highestPort - lowestPort))): Promise<number[]> {
  const held = new Map<number, Server>();
  const span = highestPort - lowestPort;
  for (let step = 0; step < span && held.size < count; step += 1) {
    const port = lowestPort + ((from - lowestPort + step) % span);
    const server = await hold(port);
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all([...held.values()].map(release));
  if (held.size < count) {
    throw new Problem({ expected: `${count} free ports`, got: String(held.size), where: `127.0.0.1, ${lowestPort} to ${highestPort}`, next: 'Stop what listens there; `gameday range down` stops a range that was left running.' });
  }
  return [...held.keys()];
}
