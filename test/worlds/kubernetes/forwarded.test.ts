/** Tests a port-forward's end here against an API server's WebSocket: how what is written arrives, and its end. */
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from '../../../src/problem.ts';
import { KubeConfig } from '../../../src/worlds/kubernetes/api/client-node.ts';
import { forwarded } from '../../../src/worlds/kubernetes/api/forwarded.ts';

/** RFC 6455, 4.2.2. */
const accepted = (key: string) => createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
const binary = 0x82;
const closing = 0x88;

/** The content of each short frame of a client, unmasked (RFC 6455, 5.2); its end is none. */
function messages(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== closing; ) {
    const length = (bytes[at + 1] ?? 0) & 0x7f;
    const mask = bytes.subarray(at + 2, at + 6);
    // The first byte names the stream: 0, the port's.
    found.push(Buffer.from(bytes.subarray(at + 6, at + 6 + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0))).subarray(1).toString());
    at += 6 + length;
  }
  return found;
}

describe('a port-forward', () => {
  it('sends what is written at once as one message, passes on what comes, and ends with its connection', async () => {
    const server = createServer();
    const parts: Buffer[] = [];
    const upgraded = Promise.withResolvers<Socket>();
    server.on('upgrade', ({ headers }, socket: Socket) => {
      socket.on('data', (part) => parts.push(part)).write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\nSec-WebSocket-Accept: ${accepted(headers['sec-websocket-key'] ?? '')}\r\n\r\n`);
      upgraded.resolve(socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: 'here', server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, skipTLSVerify: true }, { name: 'anybody' });
    try {
      const duplex = await forwarded(config, 'drill', 'agent', 8701);
      const socket = await upgraded.promise;
      duplex.cork();
      for (const part of ['a frame: ', 'its head, ', 'its content']) duplex.write(part);
      duplex.uncork();
      duplex.write('another');
      while (messages(Buffer.concat(parts)).length < 2) await pause(5);
      expect(messages(Buffer.concat(parts))).to.deep.equal(['a frame: its head, its content', 'another']);
      // Each stream opens with its port's number, which isn't content.
      const said = once(duplex, 'data');
      for (const content of [[0, 0xfd, 0x21], [0, ...Buffer.from('answer')]]) socket.write(Buffer.from([binary, content.length, ...content]));
      expect(String(await said)).to.equal('answer');
      const ended = once(duplex.resume(), 'end');
      socket.end(Buffer.from([closing, 0]));
      await ended;
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('that can’t be had rejects with the reason', async () => {
    const server = createServer((_request, response) => response.writeHead(500).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: 'here', server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, skipTLSVerify: true }, { name: 'anybody' });
    try {
      expect(await forwarded(config, 'drill', 'agent', 8701).then(() => 'done', reasonOf)).to.equal('Unexpected server response: 500');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
