/** Holds a tiny target for generators: it answers as the range does and remembers what came. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly atMs: number;
  /** The port it came from: one a connection. */
  readonly from: number | undefined;
  readonly body: string;
}

export interface Target {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** `status` decides the answer; 0 never answers. */
export async function makeTarget(now: () => number, status: (asked: Asked) => number = ({ path }) => (/^\/(portal\/cases|communities\/posts)$/.test(path) ? 201 : 200)): Promise<Target> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const atMs = now();
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, atMs, from: request.socket.remotePort, body: '' };
    asked.push(one);
    request.setEncoding('utf8').on('data', (text: string) => (one.body += text));
    request.on('end', () => {
      const code = status(one);
      if (code !== 0) response.writeHead(code, code < 300 ? { 'x-served-by': 'origin' } : {}).end('fine');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
