/** Holds a listener on this machine's loopback that leads to a port on a pod's loopback, by port-forward. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { ClusterClient } from './client.ts';

export interface PodPort {
  /** `host:port` here. */
  readonly address: string;
  close(): void;
}

/** Each connection is a port-forward of its own, so one that breaks costs no more than itself. */
export async function podPort(client: ClusterClient, pod: string, port: number): Promise<PodPort> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near);
    near.once('close', () => sockets.delete(near)).on('error', () => {});
    client.forward(pod, port).then(
      (far) => pipeline(near, far, near, () => (near.destroy(), far.destroy())),
      () => near.resetAndDestroy(),
    );
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
