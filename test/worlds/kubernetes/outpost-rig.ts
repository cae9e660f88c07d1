/** Holds an outpost in this process, reached over plain TCP instead of a port-forward, and servers that stand for Services. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RunningOutpost, startOutpost } from '../../../src/outpost/start.ts';
import type { Answer } from '../../../src/ports/capabilities.ts';
import { type Outpost, outpostOver } from '../../../src/worlds/kubernetes/outpost.ts';

const anyPort = { host: '127.0.0.1', port: 0 };

export interface Rig {
  /** The base URL of the open port. */
  readonly url: () => string;
  /** Connections that the runner has made to the tunnel's port so far. */
  readonly dialled: readonly Duplex[];
  open(receive?: Answer, run?: string): Promise<Outpost>;
  /** Ends the outpost and starts another one on the same ports, as when its pod is made anew. */
  restart(): Promise<void>;
  /** A TCP server on loopback; resolves with its port. Every name in the namespace resolves to loopback. */
  service(serve: (socket: Socket) => void): Promise<number>;
  close(): Promise<void>;
}

export async function makeRig(forgetMs?: number): Promise<Rig> {
  const settings = { namespace: 'drill', resolved: () => '127.0.0.1', ...(forgetMs !== undefined && { forgetMs }) };
  let running: RunningOutpost = await startOutpost({ ...settings, serve: anyPort, tunnel: anyPort });
  const { serve, tunnel } = running;
  const dialled: Duplex[] = [];
  const outposts: Outpost[] = [];
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  return {
    url: () => `http://127.0.0.1:${serve.port}`,
    dialled,
    async open(receive, run = 'r1') {
      const dial = async () => {
        const socket = connect(tunnel);
        await once(socket, 'connect');
        dialled.push(socket);
        return socket;
      };
      const outpost = await outpostOver({ dial, namespace: 'drill', run, receive }, AbortSignal.timeout(5000));
      outposts.push(outpost);
      return outpost;
    },
    async restart() {
      await running.close();
      running = await startOutpost({ ...settings, serve, tunnel });
    },
    async service(serve) {
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.once('close', () => sockets.delete(socket));
        serve(socket);
      });
      servers.push(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return (server.address() as AddressInfo).port;
    },
    async close() {
      await Promise.all(outposts.map((each) => each.close()));
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
      await running.close();
    },
  };
}
