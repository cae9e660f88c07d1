/** Holds the server on which the practised system's tools reach gameday's receivers: raw bytes in, the receiver's answer out. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Outbound } from '../../ports/capabilities.ts';
import { reasonOf } from '../../problem.ts';
import { createServer } from '../../range/kit/node-http.ts';

/** Alertmanager's largest webhooks are some hundred kilobytes. */
const bodyBytesMax = 2_000_000;

export interface Receivers {
  /** The base URL; a receiver's kind is the path below it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Undefined for a body that is too long. */
async function bytesOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= bodyBytesMax) parts.push(part);
  }
  return length > bodyBytesMax ? undefined : Buffer.concat(parts);
}

async function reply(request: IncomingMessage, base: string, answer: Answer): Promise<Outbound> {
  const text = { contentType: 'text/plain; charset=utf-8' };
  try {
    const body = await bytesOf(request);
    if (body === undefined) return { ...text, status: 413, body: `expected at most ${bodyBytesMax} bytes` };
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
    return await answer({ method: request.method ?? 'GET', base, path: request.url ?? '/', headers, body });
  } catch (thrown) {
    return { ...text, status: 500, body: reasonOf(thrown) };
  }
}

export async function openReceivers(answer: Answer): Promise<Receivers> {
  let url = '';
  const server = createServer((request, response) => {
    void reply(request, url, answer).then(({ status, body, contentType, headers }) => response.writeHead(status, { 'content-type': contentType, ...headers }).end(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A range that is brought up to stay must not keep the command that did it.
  server.unref();
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
