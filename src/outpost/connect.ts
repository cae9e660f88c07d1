/** Holds what CONNECT does: one fresh TCP connection into the namespace a stream. */
import type { ServerHttp2Stream } from 'node:http2';
import { connect as dial } from 'node:net';
import { whyHeader } from './contract.ts';
import { serviceOf } from './hosts.ts';
import { splice } from './splice.ts';

const authority = /^(?<host>[^:]+):(?<port>\d{1,5})$/;

/** `resolved` says under which name a Service is to be looked up. */
export function connectTo(stream: ServerHttp2Stream, to: string, namespace: string, resolved: (service: string) => string): void {
  const refuse = (status: number, why: string) => {
    if (!stream.destroyed && !stream.headersSent) stream.respond({ ':status': status, [whyHeader]: why }, { endStream: true });
    // What the client has sent by now is for nobody.
    stream.resume();
  };
  const { host = '', port = '0' } = authority.exec(to)?.groups ?? {};
  const service = serviceOf(host, namespace);
  if (service === undefined || Number(port) < 1 || Number(port) > 65_535) return refuse(403, `expected SERVICE:PORT of namespace ${namespace}`);
  // The first address alone, as a plain client takes it: racing several of them would hide a slow network behind a time-out of its own.
  const socket = dial({ host: resolved(service), port: Number(port), allowHalfOpen: true, noDelay: true, autoSelectFamily: false });
  const gaveUp = () => socket.destroy();
  stream.once('close', gaveUp);
  const failed = (error: NodeJS.ErrnoException) => refuse(502, error.code ?? error.message);
  socket.once('error', failed);
  return void socket.once('connect', () => {
    stream.off('close', gaveUp);
    socket.off('error', failed);
    if (stream.destroyed || stream.closed) return void socket.destroy();
    stream.respond({ ':status': 200 });
    return splice(socket, stream);
  });
}
