/** Holds the tests of the servers in front of the receivers: who gets in, what is too much, and that nothing that is sent ends them. */
import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Answer, Inbound, InboundMail } from '../../src/ports/inbound.ts';
import { openReceivers, type Receivers } from '../../src/worlds/local/receivers.ts';
import { served, type Served } from './served.ts';

describe('the servers of receivers', () => {
  const taken: Inbound[] = [];
  const mails: InboundMail[] = [];
  const refusals: { readonly status: number; readonly why: string }[] = [];
  let answer: Answer = async () => ({ status: 200, body: 'ok', contentType: 'text/plain' });
  let receivers: Receivers;
  before(async () => {
    receivers = await openReceivers({
      receive: (message) => {
        taken.push(message);
        return answer(message);
      },
      receiveMail: async (message) => {
        mails.push(message);
        return { code: 250, text: '2.0.0 taken' };
      },
      refused: (status, why) => refusals.push({ status, why }),
    });
  });
  beforeEach(() => {
    for (const list of [taken, mails, refusals]) list.length = 0;
  });
  after(() => receivers.close());
  const place = () => new URL(receivers.url);
  const dial = async (): Promise<Socket> => {
    const socket = connect({ host: place().hostname, port: Number(place().port) });
    await once(socket, 'connect');
    return socket;
  };
  /** All that is answered until the server hangs up. */
  const raw = async (said: string): Promise<string> => {
    const socket = await dial();
    const all = text(socket).catch(() => '');
    socket.write(said);
    return all;
  };
  const isAlive = async () => expect((await fetch(`${receivers.url}/any`, { method: 'POST', body: 'x' })).status).to.equal(200);

  it('let in who knows the secret, and show a receiver its own part of the path', async () => {
    const answered = await fetch(`${receivers.url}/pagerduty/v2/enqueue?x=1`, { method: 'POST', body: '{}', headers: { 'x-one': '1' } });
    expect(await answered.text()).to.equal('ok');
    expect(taken[0]).to.deep.include({ method: 'POST', path: '/pagerduty/v2/enqueue?x=1', base: receivers.url }).and.to.have.nested.property('headers.x-one', '1');
    expect(place().pathname).to.match(/^\/[\w-]{22}$/);
  });

  it('tell nobody else anything', async () => {
    const almost = receivers.url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const url of [place().origin, `${place().origin}/`, `${place().origin}/alertmanager`, `${almost}/alertmanager`, `${receivers.url}x/alertmanager`]) {
      const answered = await fetch(url, { method: 'POST', body: '{}' });
      expect([answered.status, await answered.text()], url).to.deep.equal([404, 'not found\n']);
    }
    expect(taken).to.deep.equal([]);
    expect(refusals.map(({ status }) => status)).to.deep.equal([404, 404, 404, 404, 404]);
    expect(JSON.stringify(refusals)).to.not.include(place().pathname.slice(1));
  });

  it('refuse a body of 100 MB before it has been sent, with its length told or not', async () => {
    const head = `POST ${place().pathname}/ses HTTP/1.1\r\nhost: x\r\n`;
    const told = await dial();
    told.write(`${head}content-length: 100000000\r\n\r\n`);
    expect(String((await once(told, 'data'))[0])).to.match(/^HTTP\/1\.1 413 /);
    told.destroy();

    const untold = await dial();
    const answered = once(untold, 'data');
    untold.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    const part = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000), Buffer.from('\r\n')]);
    for (let sent = 0; sent < 100; sent++) if (!untold.write(part)) await once(untold, 'drain');
    expect(String((await answered)[0])).to.match(/^HTTP\/1\.1 413 /);
    // What was too much was thrown away, and the connection serves on.
    untold.write(`0\r\n\r\nPOST ${place().pathname}/next HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
    expect(String((await once(untold, 'data'))[0])).to.match(/^HTTP\/1\.1 200 /);
    untold.destroy();
    expect(taken.map(({ path }) => path)).to.deep.equal(['/next']);
    expect(refusals.filter(({ status }) => status === 413)).to.have.length(2);
    await isAlive();
  });

  it('take a body of ten million bytes whole', async () => {
    const body = Buffer.alloc(10_000_000, 'a');
    expect((await fetch(`${receivers.url}/ses`, { method: 'POST', body })).status).to.equal(200);
    expect(Buffer.from(taken[0]?.body ?? []).equals(body)).to.equal(true);
  });

  it('cut who trickles headers or a body', async function () {
    this.timeout(60_000);
    const head = await dial();
    const body = await dial();
    head.write(`POST ${place().pathname}/ses HTTP/1.1\r\nhost: x\r\n`);
    body.write(`POST ${place().pathname}/ses HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n`);
    const said = { head: '', body: '' };
    const watch = (socket: Socket, which: keyof typeof said, trickle: string) => {
      const timer = setInterval(() => socket.writable && socket.write(trickle), 200);
      socket.on('data', (data: Buffer) => (said[which] += data.toString()));
      socket.on('error', () => {});
      return once(socket, 'close').then(() => clearInterval(timer), () => clearInterval(timer));
    };
    await Promise.all([watch(head, 'head', 'x-a: b\r\n'), watch(body, 'body', 'z')]);
    expect(said.head).to.match(/^HTTP\/1\.1 408 /);
    expect(said.body).to.match(/^HTTP\/1\.1 408 /);
    expect(taken).to.deep.equal([]);
    expect(refusals.map(({ status }) => status)).to.deep.equal([408, 408]);
    await isAlive();
  });

  it('survive what is no HTTP, senders that leave, and receivers that throw or answer with a hostile header', async () => {
    expect(await raw('EHLO mail.example\r\n\r\n')).to.match(/^HTTP\/1\.1 400 /);
    expect(await raw(`POST ${place().pathname}/a HTTP/1.1\r\nhost: x\r\nx-y: a\rb\r\n\r\n`)).to.match(/^HTTP\/1\.1 400 /);
    expect(await raw(`POST ${place().pathname}/a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`)).to.match(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`)).to.match(/^HTTP\/1\.1 431 /);
    const leaving = await dial();
    leaving.write(`POST ${place().pathname}/a HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nhalf`);
    leaving.resetAndDestroy();
    expect(taken).to.deep.equal([]);
    const usual = answer;
    try {
      answer = async () => ({ status: 200, body: 'ok', contentType: 'text/plain', headers: { location: 'a\r\nset-cookie: b=c' } });
      const hostile = await fetch(`${receivers.url}/a`);
      expect([hostile.status, hostile.headers.get('set-cookie')]).to.deep.equal([500, null]);
      answer = () => Promise.reject(new Error('the receiver is broken'));
      expect((await fetch(`${receivers.url}/a`)).status).to.equal(500);
    } finally {
      answer = usual;
    }
    await isAlive();
  });

  describe('by SMTP', () => {
    const [host, port] = ['127.0.0.1', () => Number(receivers.smtp.split(':')[1])];
    const message = { from: 'desk@vendor.example', to: 'a@one.example, b@two.example', subject: 'DRILL', text: 'down\n' };

    it('hand over the envelope and the bytes, with a log-in or without', async () => {
      for (const auth of [undefined, { user: 'apikey', pass: 'x' }]) {
        const sent = await createTransport({ host, port: port(), ...(auth && { auth }) }).sendMail(message);
        expect(sent.response).to.equal('250 2.0.0 taken');
      }
      expect(mails).to.have.length(2);
      expect(mails[0]).to.deep.include({ from: 'desk@vendor.example', to: ['a@one.example', 'b@two.example'] });
      expect(Buffer.from(mails[0]?.raw ?? []).toString()).to.match(/^From: desk@vendor\.example\r\n[\s\S]*\r\n\r\ndown\r\n$/);
      const refused = await createTransport({ host, port: port(), auth: { user: 'apikey', pass: 'gameday-wrong' } }).sendMail(message).then(() => 0, (error: { readonly responseCode: number }) => error.responseCode);
      expect(refused).to.equal(535);
      expect(refusals.map(({ status }) => status)).to.deep.equal([535]);
    });

    it('refuse a message that is too long, told or not, and go on', async () => {
      const long = { ...message, text: 'a'.repeat(70).concat('\n').repeat(160_000) };
      const codeOf = (transport: ReturnType<typeof createTransport>, mail: object) => transport.sendMail(mail).then(() => 250, (error: { readonly responseCode?: number }) => error.responseCode);
      expect(await codeOf(createTransport({ host, port: port() }), long)).to.equal(552);
      const socket = connect({ host, port: port() });
      await once(socket, 'data');
      const all = text(socket);
      socket.write(`HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n`);
      await sleep(300);
      for (let sent = 0; sent < 11; sent++) if (!socket.write(`${'a'.repeat(98)}\r\n`.repeat(10_000))) await once(socket, 'drain');
      socket.write('\r\n.\r\nQUIT\r\n');
      expect(await all).to.include('552 5.3.4');
      expect(mails).to.deep.equal([]);
      expect(await codeOf(createTransport({ host, port: port() }), message)).to.equal(250);
    });

    it('take a flood of mail, each message once', async () => {
      const transport = createTransport({ host, port: port(), pool: true, maxConnections: 20, maxMessages: 1000 });
      const count = 2000;
      await Promise.all(Array.from({ length: count }, (_, i) => transport.sendMail({ ...message, subject: `flood ${i}` })));
      transport.close();
      const subjects = mails.map(({ raw }) => /^Subject: (.*)\r$/m.exec(Buffer.from(raw).toString())?.[1]);
      expect(new Set(subjects).size).to.equal(count);
      expect(mails).to.have.length(count);
      await isAlive();
    });
  });
});

describe('refusals', () => {
  let here: Served;
  before(async () => {
    here = await served();
  });
  after(() => here.close());

  it('are put down in bounded number, and all of them are counted', async () => {
    const count = 2000;
    const origin = new URL(here.url).origin;
    for (let i = 0; i < count; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => fetch(`${origin}/${i + n}`, { method: 'POST', body: 'x' })));
    for (let i = 0; i < 5; i++) await fetch(`${here.url}/alertmanager`, { method: 'POST', body: `{"not":${i}` });
    const counted = (receiver: string) => here.of('receiver.refused').filter((one) => one.receiver === receiver).reduce((sum, one) => sum + (one.count ?? 1), 0);
    await here.until('all refusals counted', () => counted('unknown') === count && counted('alertmanager') === 5);
    expect(here.of('receiver.refused').some((one) => (one.count ?? 1) > 1), 'a flood is told together').to.equal(true);
    expect(here.of('receiver.refused').filter((one) => one.receiver === 'alertmanager'), 'a few are told each').to.have.length(5);
  });

  it('are told of paths that lead to no receiver', async () => {
    const answered = await fetch(`${here.url}/pigeon-post`, { method: 'POST' });
    expect(answered.status).to.equal(404);
    expect(await answered.text()).to.include('/alertmanager').and.to.include('/pigeon-post');
  });
});
