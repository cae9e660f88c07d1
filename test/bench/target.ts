/** Holds a target in a process of its own: it answers everything, counts, and says when each named request arrived. */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Target {
  readonly url: string;
  /** Requests so far, the time from the first to the last in ms, and the arrival time of each `?id=`. */
  report(): Promise<{ count: number; overMs: number; arrivals: Record<string, number> }>;
  close(): void;
}

export async function startTarget(): Promise<Target> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: [] });
  const told = () => new Promise<unknown>((resolve) => child.once('message', resolve));
  const url = String(await told());
  return {
    url,
    report: async () => {
      const answer = told();
      child.send('report');
      return (await answer) as { count: number; overMs: number; arrivals: Record<string, number> };
    },
    close: () => void child.kill(),
  };
}

function serve(): void {
  let arrivals: Record<string, number> = {};
  let count = 0;
  let firstMs = 0;
  let lastMs = 0;
  const server = createServer((request, response) => {
    lastMs = performance.timeOrigin + performance.now();
    if (count === 0) firstMs = lastMs;
    count += 1;
    const id = /[?&]id=([^&]+)/.exec(request.url ?? '')?.[1];
    if (id !== undefined) arrivals[decodeURIComponent(id)] ??= lastMs;
    request.resume();
    response.writeHead(200, { 'x-served-by': 'bench' }).end('ok');
  });
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  // A report starts the count anew, so that one target serves several measurements.
  process.on('message', () => {
    process.send?.({ count, overMs: lastMs - firstMs, arrivals });
    [count, arrivals] = [0, {}];
  });
}

if (process.argv[2] === 'serve' && process.send !== undefined) serve();
