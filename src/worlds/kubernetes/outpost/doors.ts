/** Holds the doors to the cluster's network: listeners on this machine's loopback, each of which leads to one host and port inside. */
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, constants, type IncomingHttpStatusHeader } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { splice } from '../../../outpost/splice.ts';
import type { Address } from '../../../range/contract.ts';
import type { Tunnel } from './tunnel.ts';

/** Asks for the connection inside, `early` going along; undefined where the tunnel broke first, and nothing else has been sent yet. */
async function connected(session: ClientHttp2Session, authority: string, socket: Socket, early: Buffer | null): Promise<ClientHttp2Stream | 'refused' | undefined> {
  const stream = session.request({ ':method': 'CONNECT', ':authority': authority });
  if (early !== null) stream.write(early);
  stream.on('error', () => {});
  const gaveUp = () => stream.close(constants.NGHTTP2_CANCEL);
  socket.once('close', gaveUp);
  const closed = once(stream, 'close').then(() => undefined);
  const headers = await Promise.race([once(stream, 'response').then(([headers]) => headers as IncomingHttpStatusHeader), closed]).catch(() => undefined);
  socket.off('close', gaveUp);
  if (headers?.[':status'] === 200) return stream;
  return headers === undefined && (session.closed || session.destroyed) ? undefined : 'refused';
}

/** What is sent here waits until there is a connection inside, but for the first bytes of who may say them twice. While the tunnel is made anew it hangs, as on a network that is away for a moment: nobody inside refused it. */
async function through(tunnel: Tunnel, authority: string, socket: Socket, repeatable: boolean): Promise<void> {
  const left = new AbortController();
  socket.once('close', () => left.abort());
  if (repeatable) await once(socket, 'readable', { signal: left.signal });
  const early = repeatable ? (socket.read() as Buffer | null) : null;
  for (let stream; stream === undefined && !socket.destroyed; ) {
    stream = await connected(await tunnel.session(left.signal), authority, socket, early);
    // It was accepted here before anybody inside was asked: a refusal can only be a reset.
    if (stream === 'refused') socket.resetAndDestroy();
    else if (stream !== undefined && socket.destroyed) stream.close(constants.NGHTTP2_CANCEL);
    else if (stream !== undefined) splice(socket, stream);
  }
}

export interface Doors {
  /** Behind a `repeatable` one the client speaks first, and what it says first does no harm when it arrives twice: it goes in together with the question for the connection. */
  to(authority: string, repeatable?: boolean): Promise<Address>;
  close(): Promise<void>;
}

export function makeDoors(tunnel: Tunnel): Doors {
  const servers = new Map<string, Promise<Server>>();
  const sockets = new Set<Socket>();
  const open = (authority: string, repeatable: boolean) =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.once('close', () => sockets.delete(socket));
        through(tunnel, authority, socket, repeatable).catch(() => socket.resetAndDestroy());
      });
      server.once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
    });
  return {
    async to(authority, repeatable = false) {
      const name = `${authority} ${repeatable}`;
      const opening = servers.get(name) ?? open(authority, repeatable);
      servers.set(name, opening);
      return { host: '127.0.0.1', port: ((await opening).address() as AddressInfo).port };
    },
    async close() {
      for (const socket of sockets) socket.resetAndDestroy();
      const opened = await Promise.allSettled(servers.values());
      for (const each of opened) if (each.status === 'fulfilled') each.value.close();
    },
  };
}
