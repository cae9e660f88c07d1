/** Holds a listener on this machine's loopback that leads to a port on a pod's loopback, by port-forward. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClusterClient } from '../api/client.ts';

export interface PodPort {
  /** `host:port` here. */
  readonly address: string;
  close(): void;
}

/** Whoever asked may have left before the way was there, and the way may be gone as soon as it was. */
async function lead(near: Socket, dial: () => Promise<Duplex>): Promise<void> {
  try {
    const far = await dial();
    near.once('close', () => far.destroy());
    if (near.destroyed) far.destroy();
    else if (far.destroyed) near.resetAndDestroy();
    else await pipeline(near, far, near);
  } catch {
    near.resetAndDestroy();
  }
}

/** Each connection is a port-forward of its own, so one that breaks costs no more than itself. */
export async function podPort(client: ClusterClient, pod: string, port: number): Promise<PodPort> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near);
    near.once('close', () => sockets.delete(near)).on('error', () => {});
    void lead(near, () => client.forward(pod, port));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
