/** Holds a host of its own in front of a receiver, for SDKs that drop the path of a base URL, as a team's reverse proxy would. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AtRoot {
  readonly url: string;
  close(): Promise<void>;
}

/** Forwards everything below `to`. */
export async function atRoot(to: string): Promise<AtRoot> {
  const server = createServer((asked, answer) => {
    const onward = request(`${to}${asked.url ?? '/'}`, { method: asked.method, headers: asked.headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.once('error', () => answer.writeHead(502).end());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
