/** Holds an outpost in this process, reached over a relay that can be cut or frozen as a port-forward can, and servers that stand for Services. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type RunningOutpost, startOutpost } from '../../../src/outpost/start.ts';
import type { Answer } from '../../../src/ports/capabilities.ts';
import { type Outpost, outpostOver, type OutpostWay } from '../../../src/worlds/kubernetes/outpost/outpost.ts';

const anyPort = { host: '127.0.0.1', port: 0 };

export interface Rig {
  /** Of the open port. */
  readonly url: string;
  /** How often the tunnel's port was dialled so far. */
  dialled(): number;
  open(receive?: Answer, door?: Pick<OutpostWay, 'secret' | 'refused'>): Promise<Outpost>;
  /** What is on the way to the outpost now ends. */
  cut(): void;
  /** What is on the way to the outpost now gets nowhere any more, without a word. */
  freeze(): void;
  /** Ends the outpost and starts another one on the same ports, as when its pod is made anew. */
  restart(): Promise<void>;
  /** A TCP server on loopback, where every name of the namespace leads to; resolves with its port. */
  service(serve: (socket: Socket) => void): Promise<number>;
  close(): Promise<void>;
}

export async function makeRig(forgetMs?: number): Promise<Rig> {
  const settings = { namespace: 'drill', resolved: () => '127.0.0.1', ...(forgetMs !== undefined && { forgetMs }) };
  let running: RunningOutpost = await startOutpost({ ...settings, serve: anyPort, tunnel: anyPort });
  const { serve, tunnel } = running;
  const outposts: Outpost[] = [];
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const relayed: Socket[] = [];
  let dialled = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const service = async (serve: (socket: Socket) => void) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => serve(keep(socket)));
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const relay = await service((near) => {
    dialled += 1;
    const far = keep(connect({ ...tunnel, noDelay: true }));
    near.pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    relayed.push(near, far);
  });
  return {
    url: `http://127.0.0.1:${serve.port}`,
    dialled: () => dialled,
    async open(receive, door = {}) {
      const dial = async () => keep(connect({ host: '127.0.0.1', port: relay, noDelay: true }));
      const outpost = await outpostOver({ dial, namespace: 'drill', run: 'r1', receive, ...door }, AbortSignal.timeout(10_000));
      outposts.push(outpost);
      return outpost;
    },
    cut() {
      for (const socket of relayed.splice(0)) socket.destroy();
    },
    freeze() {
      for (const socket of relayed.splice(0)) socket.unpipe().pause();
    },
    async restart() {
      await running.close();
      running = await startOutpost({ ...settings, serve, tunnel });
    },
    service,
    async close() {
      await Promise.all(outposts.map((each) => each.close()));
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
      await running.close();
    },
  };
}
