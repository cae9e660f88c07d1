/** Tests the runner's end of the outpost over a way that can be cut or frozen: connections, gates, messages, and what becomes of them then. */
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer } from '../../../src/ports/capabilities.ts';
import { Problem } from '../../../src/problem.ts';
import { clusterHttp } from '../../../src/worlds/kubernetes/outpost/http.ts';
import { outpostOver } from '../../../src/worlds/kubernetes/outpost/outpost.ts';
import { httpContract } from '../../contracts/http.ts';
import { makeRig, type Rig } from './outpost-rig.ts';

const soon = () => AbortSignal.timeout(10_000);
const rejection = (promise: Promise<unknown>): Promise<Error | undefined> => promise.then(() => undefined, (error: Error) => error);
/** The code of the error that ends the socket; undefined where it ends well. */
const endOf = async (socket: Socket): Promise<string | undefined> => {
  socket.resume();
  return once(socket, 'close').then(() => undefined, (error: NodeJS.ErrnoException) => error.code);
};

describe("the runner's end of the outpost", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await makeRig();
  });
  afterEach(() => rig.close());
  const echo = () => rig.service((socket) => socket.pipe(socket));

  it('passes bytes and half-close on, in both directions', async () => {
    const outpost = await rig.open();
    const port = await echo();
    const sent = 'Grüße '.repeat(200_000);
    const socket = connect({ ...(await outpost.at('echo.drill.svc', port)), allowHalfOpen: true });
    socket.end(sent);
    expect((await text(socket)) === sent).to.equal(true);
  });

  it('lets a server speak first and end first, as SMTP does', async () => {
    const outpost = await rig.open();
    const port = await rig.service((socket) => socket.write('220 ready\r\n', () => socket.once('data', () => socket.end('221 bye\r\n'))));
    const socket = connect(await outpost.at('mail', port));
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.write('QUIT\r\n');
    expect(`${first.toString()}${await text(socket)}`).to.equal('220 ready\r\n221 bye\r\n');
  });

  it('resets what is refused or reset inside, and inside what is reset here', async () => {
    const outpost = await rig.open();
    expect(await endOf(connect(await outpost.at('nobody', 9)))).to.equal('ECONNRESET');
    const cutting = await rig.service((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const cut = connect(await outpost.at('cutting', cutting));
    cut.write('x');
    expect(await endOf(cut)).to.equal('ECONNRESET');
    const inside = Promise.withResolvers<string | undefined>();
    const open = await rig.service((socket) => inside.resolve(endOf(socket)));
    const leaving = connect(await outpost.at('open', open));
    leaving.write('x');
    // Connected inside once the server has it.
    await Promise.race([inside.promise, new Promise((resolve) => setTimeout(resolve, 200))]);
    leaving.resetAndDestroy();
    expect(await inside.promise).to.equal('ECONNRESET');
  });

  it('refuses hosts outside the namespace before anything is connected', async () => {
    const outpost = await rig.open();
    for (const host of ['kubernetes.default.svc', 'example.org', '10.0.0.1', 'localhost', 'a.b.drill.svc']) expect(await rejection(outpost.at(host, 80)), host).to.be.instanceOf(Problem);
    for (const host of ['a', 'a.drill', 'a.drill.svc', 'a.drill.svc.cluster.local']) expect(await outpost.at(host, 80)).to.deep.equal(await outpost.at('a', 80));
  });

  it('keeps its addresses when the way is cut, ends what was on it, and makes what comes meanwhile wait', async () => {
    const outpost = await rig.open();
    const at = await outpost.at('echo', await echo());
    const before = connect(at);
    before.write('x');
    await once(before, 'data');
    const ended = endOf(before);
    rig.cut();
    const after = connect({ ...at, allowHalfOpen: true });
    after.end('again');
    expect(await text(after)).to.equal('again');
    expect(await ended).to.equal('ECONNRESET');
    await rig.restart();
    const anew = connect({ ...at, allowHalfOpen: true });
    anew.end('and again');
    expect(await text(anew)).to.equal('and again');
  });

  it('notices a way that has fallen silent', async () => {
    const outpost = await rig.open();
    const at = await outpost.at('echo', await echo());
    rig.freeze();
    const stuck = connect({ ...at, allowHalfOpen: true });
    stuck.end('x');
    expect(await text(stuck), 'asked for over the silent way, then over the next').to.equal('x');
    expect(rig.dialled()).to.equal(2);
  });

  it('lets all generators of a gate go at once, and none where one is missing', async () => {
    const outpost = await rig.open();
    const gate = await outpost.gate('a flood', 2);
    const there = `${rig.url}${new URL(gate.url).pathname}`;
    const one = fetch(there);
    const early = await rejection(gate.open());
    expect(early?.message).to.match(/expected 2 generators "a flood" to wait at their gate, got (nobody|1)/);
    const two = fetch(there);
    await gate.arrived(soon());
    const [beforeMs, openedMs, afterMs] = [Date.now(), await gate.open(), Date.now()];
    expect(openedMs).to.be.within(beforeMs - 2, afterMs + 2);
    expect(await Promise.all([one, two].map(async (answer) => (await answer).text()))).to.deep.equal(['go', 'go']);
    expect((await rejection(gate.open()))?.message).to.match(/opened before/);
    expect((await fetch(there)).status).to.equal(410);
  });

  it('takes a gate away, and whoever waits at it with it', async () => {
    const outpost = await rig.open();
    const gate = await outpost.gate('flood', 1);
    const waiting = fetch(`${rig.url}${new URL(gate.url).pathname}`);
    await gate.arrived(soon());
    await gate.remove();
    await gate.remove();
    expect((await waiting).status).to.equal(410);
    expect((await rejection(gate.arrived(soon())))?.message).to.match(/taken away/);
    expect((await rejection(gate.open()))?.message).to.match(/nobody there/);
  });

  it('makes a gate again that an outpost has forgotten with its pod', async () => {
    const outpost = await rig.open();
    const gate = await outpost.gate('flood', 1);
    const arrived = gate.arrived(soon());
    await rig.restart();
    let waiting: Promise<Response>;
    for (;;) {
      waiting = fetch(`${rig.url}${new URL(gate.url).pathname}`);
      const first = await Promise.race([arrived, waiting.then(({ status }) => status)]);
      if (first === undefined) break;
      expect(first).to.equal(404);
    }
    await gate.open();
    expect((await waiting).status).to.equal(200);
  });

  it('receives messages as they are and returns the answer', async () => {
    const receive: Answer = async ({ method, path, headers, body }) => ({ status: 202, contentType: 'application/json', body: JSON.stringify([method, path, headers['x-one'], Buffer.from(body).toString('hex')]) });
    const outpost = await rig.open(receive);
    const answer = await fetch(`${rig.url}${new URL(outpost.receivers).pathname}/alertmanager/a?b=1`, { method: 'POST', headers: { 'x-one': 'one' }, body: Buffer.from([0, 255, 10]) });
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).to.deep.equal([202, 'application/json', ['POST', '/alertmanager/a?b=1', 'one', '00ff0a']]);
  });

  it('answers a message once whose way was cut before its answer got through', async () => {
    const answering = Promise.withResolvers<undefined>();
    const received = Promise.withResolvers<undefined>();
    let times = 0;
    await rig.open(async () => {
      times += 1;
      received.resolve(undefined);
      await answering.promise;
      return { status: 200, contentType: 'text/plain', body: 'once' };
    });
    const answer = fetch(`${rig.url}/receive/r1/x`);
    await received.promise;
    rig.cut();
    answering.resolve(undefined);
    expect(await (await answer).text()).to.equal('once');
    expect(times).to.equal(1);
  });

  it('takes a message for the run that listens now, from who can not know its name', async () => {
    const current = () => fetch(`${rig.url}/receive/current/alertmanager`, { method: 'POST', body: '{}' });
    await rig.open(async ({ path }) => ({ status: 200, contentType: 'text/plain', body: path }));
    expect(await (await current()).text()).to.equal('/alertmanager');
  });

  it('answers who knows the secret alone, and tells of everybody else', async () => {
    const secret = 'open-sesame-0123456789';
    const refusals: (readonly [number, string])[] = [];
    const echo: Answer = async ({ base, path }) => ({ status: 200, contentType: 'text/plain', body: `${base} ${path}` });
    const { receivers } = await rig.open(echo, { secret, refused: (status, why) => refusals.push([status, why]) });
    expect(receivers).to.equal(`http://gameday-agent.drill.svc:8700/receive/r1/${secret}`);
    const asked = async (path: string) => {
      const answer = await fetch(`${rig.url}${path}`, { method: 'POST', body: '{}' });
      return `${answer.status} ${await answer.text()}`;
    };
    expect(await asked(`${new URL(receivers).pathname}/alertmanager?a=1`)).to.equal(`200 ${receivers} /alertmanager?a=1`);
    expect(await asked(`/receive/current/${secret}`)).to.equal(`200 ${receivers} /`);
    expect(refusals).to.deep.equal([]);
    const strangers = ['/receive/current/alertmanager', '/receive/r1', `/receive/r1/${secret.slice(0, -1)}X/alertmanager`, `/receive/r1/${secret}x/alertmanager`, `/receive/r1/alertmanager/${secret}`];
    for (const path of strangers) expect(await asked(path), path).to.equal('404 not found\n');
    expect(refusals).to.deep.equal(strangers.map(() => [404, "expected the receivers' secret at the beginning of the path, got POST without it"]));
  });

  it('says 500 with its reason where a receiver fails', async () => {
    await rig.open(() => Promise.reject(new Error('out of order')));
    const answer = await fetch(`${rig.url}/receive/r1/x`);
    expect([answer.status, await answer.text()]).to.deep.equal([500, 'out of order']);
  });

  it('ends every connection when it is closed, and gives up on an outpost that never answers', async () => {
    const outpost = await rig.open();
    const socket = connect(await outpost.at('echo', await echo()));
    socket.write('x');
    await once(socket, 'data');
    const ended = endOf(socket);
    await outpost.close();
    expect(await ended).to.equal('ECONNRESET');
    const nowhere = outpostOver({ dial: () => Promise.reject(new Error('nobody there')), namespace: 'drill', run: 'r1' }, AbortSignal.timeout(300));
    expect((await rejection(nowhere))?.message).to.match(/expected to reach the outpost in the cluster, got nobody there/);
  });
});

for (const shop of ['shop.drill.svc', 'shop']) {
  httpContract(`a cluster, at ${shop}`, async () => {
    const rig = await makeRig();
    const server = createServer((request, response) => response.end(`${request.headers.host} ${request.url}`));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      http: clusterHttp(await rig.open()),
      good: `http://${shop}:${port}/a`,
      nobody: 'http://nobody.drill.svc:9/',
      async close() {
        server.close();
        server.closeAllConnections();
        await rig.close();
      },
    };
  });
}
