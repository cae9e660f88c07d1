/** Tests the doors to the cluster's network against an outpost that answers when the test says so: what goes in together with the question for a connection. */
import { expect } from 'chai';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeDoors } from '../../../src/worlds/kubernetes/outpost/doors.ts';

/** Each tunnel is a session of its own; `asked` resolves with the next CONNECT. */
async function outpost() {
  const server = createServer();
  const sessions: ServerHttp2Session[] = [];
  const made: ClientHttp2Session[] = [];
  server.on('session', (session) => sessions.push(session));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const session = async () => {
    const last = made.at(-1);
    if (last !== undefined && !last.destroyed) return last;
    const next = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    next.on('error', () => {});
    made.push(next);
    await once(next, 'connect');
    return next;
  };
  return {
    doors: makeDoors({ session, close: () => {} }),
    asked: async () => ((await once(server, 'stream')) as [ServerHttp2Stream])[0],
    cut: () => sessions.at(-1)?.destroy(),
    close: () => (made.forEach((each) => each.destroy()), server.close()),
  };
}

describe('doors to the cluster', () => {
  let at: Awaited<ReturnType<typeof outpost>>;
  beforeEach(async () => {
    at = await outpost();
  });
  afterEach(async () => {
    await at.doors.close();
    at.close();
  });

  it('send first bytes that may arrive twice along with the question for their connection, and once more where the tunnel broke before its answer', async () => {
    const socket = connect({ ...(await at.doors.to('shop:80', true)), allowHalfOpen: true });
    socket.write('first');
    const lost = await at.asked();
    expect(String(await once(lost, 'data')), 'before anybody answered').to.equal('first');
    lost.on('error', () => {});
    const next = at.asked();
    at.cut();
    const stream = await next;
    expect(String(await once(stream, 'data'))).to.equal('first');
    stream.respond({ ':status': 200 });
    socket.end(', then the rest');
    stream.write('answer to ');
    stream.end(await text(stream));
    expect(await text(socket)).to.equal('answer to , then the rest');
  });

  it('keep everything else until there is a connection inside', async () => {
    const socket = connect({ ...(await at.doors.to('shop:80')), allowHalfOpen: true });
    socket.end('once');
    const stream = await at.asked();
    const early = await Promise.race([once(stream, 'data'), new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))]);
    expect(early).to.equal('nothing');
    stream.respond({ ':status': 200 });
    stream.end(await text(stream));
    expect(await text(socket)).to.equal('once');
  });
});
