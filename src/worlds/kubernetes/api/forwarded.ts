/** Holds one port-forward as a socket. */
import type { KubeConfig } from '@kubernetes/client-node';
import { Duplex, Readable, Writable } from 'node:stream';
import { PortForward } from './client-node.ts';

/** A socket that is a port-forward; its end is that of the connection, on either side. */
export async function forwarded(config: KubeConfig, namespace: string, pod: string, port: number): Promise<Duplex> {
  // The library heeds no back-pressure, neither here nor there: what comes is passed on at once.
  const toPod = new Readable({ read() {} });
  const duplex = new Duplex({
    read() {},
    // What is written at once goes as one message. HTTP/2 writes a frame's head and its content apart, and of two small packets in a row a relay on the
    // way that waits to fill them (Nagle's algorithm) would keep the second until the first is acknowledged, 40 ms later.
    writev: (chunks, done) => {
      toPod.push(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)));
      done();
    },
    final: (done) => {
      toPod.push(null);
      done();
    },
  });
  const fromPod = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      duplex.push(chunk);
      done();
    },
    final: (done) => {
      duplex.push(null);
      done();
    },
  });
  let trouble = '';
  const errors = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      trouble += chunk.toString();
      // The stream of errors opens with the port's number, which the library cuts off: what is left of that says nothing.
      if (trouble !== '') endQuietly();
      done();
    },
  });
  /** One that is destroyed half-way tells of an error of its own. Who wraps it, as HTTP/2 does, may have let go of it already, and nobody would hear that one: its `close` says enough. */
  const endQuietly = () => void duplex.removeAllListeners('error').on('error', () => {}).destroy();
  // Whoever holds the duplex hears of its error; the two ends that it is made of get the same one, and nobody holds them.
  for (const stream of [duplex, toPod, fromPod]) stream.on('error', () => {});
  const socket = await new PortForward(config).portForward(namespace, pod, [port], fromPod, errors, toPod).catch((thrown: unknown) => {
    // A WebSocket that can't be had is told by an event, which has the error in it.
    throw typeof thrown === 'object' && thrown !== null && 'error' in thrown ? thrown.error : thrown;
  });
  if (typeof socket === 'function') return duplex;
  socket.addEventListener('close', () => fromPod.end());
  socket.addEventListener('error', endQuietly);
  duplex.once('close', () => socket.close());
  return duplex;
}
