/** Holds the gate at which a generator waits: a loopback URL that answers only when the runner says so. */
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem } from '../../problem.ts';
import { createServer } from '../../range/kit/node-http.ts';

export interface Gate {
  readonly url: string;
  /** Resolves when the generator's request is here. */
  readonly arrived: Promise<void>;
  /** Lets the generator go; resolves with the moment. Rejects when nobody waits (any more). */
  open(): Promise<number>;
  /** Takes the gate away: a generator that waits at it gives up without sending anything. */
  remove(): void;
}

/** The gate of one generator; it lives in the runner, so a runner that dies takes it along. */
export async function makeGate(name: string, now: () => number): Promise<Gate> {
  let waiting: ServerResponse | undefined;
  const arrival = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (request.url !== '/gate') return void response.writeHead(404).end();
    waiting = response;
    response.on('close', () => server.close());
    return arrival.resolve();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/gate`,
    arrived: arrival.promise,
    open: () =>
      new Promise((resolve, reject) => {
        if (waiting === undefined || waiting.destroyed || waiting.writableEnded) {
          const got = waiting?.writableEnded ? 'a gate that was opened before' : 'nobody there';
          return reject(new Problem({ expected: `generator "${name}" to wait at its gate`, got, next: 'Its log is in the folder of the run.' }));
        }
        const openedMs = now();
        return waiting.writeHead(200, { connection: 'close' }).end('go', () => resolve(openedMs));
      }),
    remove() {
      server.close();
      server.closeAllConnections();
    },
  };
}
