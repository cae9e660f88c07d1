/** Holds a gate: generators wait at it, and are let go all at once. */
import type { ServerResponse } from 'node:http';

export interface Opening {
  readonly atMs: number;
  readonly waiting: number;
}

export interface Gate {
  readonly waiters: number;
  waiting(): number;
  /** Opened or taken away. */
  over(): boolean;
  /** Keeps the response until the gate is opened or taken away. */
  join(response: ServerResponse): void;
  /** Resolves with true when all are there, with false once that can no longer be. */
  arrived(): Promise<boolean>;
  /**
   * The moment and how many were let go; of the first time, if asked again, since an answer may get lost with the tunnel. Undefined where not all
   * wait, and then nobody is let go: half the generators would be another flood.
   */
  open(): Opening | undefined;
  remove(): void;
}

const gone = (response: ServerResponse): void => void response.writeHead(410, { connection: 'close' }).end('this gate was opened before, or taken away\n');

export function makeGate(waiters: number): Gate {
  const waiting = new Set<ServerResponse>();
  const all = Promise.withResolvers<boolean>();
  let opening: Opening | undefined;
  let over = false;
  return {
    waiters,
    waiting: () => waiting.size,
    over: () => over,
    join(response) {
      if (over) return gone(response);
      waiting.add(response);
      response.once('close', () => waiting.delete(response));
      if (waiting.size >= waiters) all.resolve(true);
    },
    arrived: () => (over ? Promise.resolve(false) : all.promise),
    open() {
      if (over || waiting.size < waiters) return opening;
      over = true;
      opening = { atMs: Date.now(), waiting: waiting.size };
      for (const response of waiting) response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' }).end('go');
      return opening;
    },
    remove() {
      if (!over) for (const response of waiting) gone(response);
      over = true;
      all.resolve(false);
    },
  };
}
