/** Holds the tests of submitting mail: real sockets that answer as relays do, well and badly. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import { simpleParser } from 'mailparser';
import { submitMail, type SmtpAddress } from '../../../src/tools/smtp/submit.ts';

const message = { id: 'canary-1@gameday.example', from: 'sender@vendor.example', to: 'reader@customers.example', subject: 'Störung', text: 'Über allen Gipfeln\n.\nist Ruh' };
const soon = () => AbortSignal.timeout(5000);

async function against<T>(talk: (socket: Socket) => void, work: (at: SmtpAddress) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('submitting mail', () => {
  it('hands a message over as it is, under its id', async () => {
    let raw = '';
    const relay = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        stream.setEncoding('utf8').on('data', (part: string) => (raw += part));
        stream.on('end', () => done());
      },
    });
    await new Promise<void>((resolve) => void relay.listen(0, '127.0.0.1', resolve));
    const answer = await submitMail({ host: '127.0.0.1', port: (relay.server.address() as AddressInfo).port }, message, soon());
    await new Promise<void>((resolve) => relay.close(resolve));
    expect(answer.state).to.equal('accepted');
    expect(answer.reply).to.match(/^250/);
    const read = await simpleParser(raw);
    expect(read.messageId).to.equal('<canary-1@gameday.example>');
    expect(read.subject).to.equal(message.subject);
    expect(read.text?.trimEnd()).to.equal(message.text);
  });

  it('calls a relay that nobody runs refused', async () => {
    const answer = await submitMail({ host: '127.0.0.1', port: 9 }, message, soon());
    expect(answer.state).to.equal('refused');
    expect(answer.reply).to.include('ECONNREFUSED');
  });

  it('calls a connection that is reset or closed refused', async () => {
    expect((await against((socket) => socket.resetAndDestroy(), (at) => submitMail(at, message, soon()))).state).to.equal('refused');
    expect((await against((socket) => socket.end(), (at) => submitMail(at, message, soon()))).state).to.equal('refused');
  });

  it('tells 4xx from 5xx, and keeps the words', async () => {
    const later = await against((socket) => socket.write('421 4.3.2 come back later\r\n'), (at) => submitMail(at, message, soon()));
    expect(later).to.include({ state: 'temporary-failure', reply: '421 4.3.2 come back later' });
    const never = await against((socket) => socket.write('554 5.7.1 go away\r\n'), (at) => submitMail(at, message, soon()));
    expect(never).to.include({ state: 'refused', reply: '554 5.7.1 go away' });
  });

  it('calls silence a timeout once time is up', async () => {
    const answer = await against(() => undefined, (at) => submitMail(at, message, AbortSignal.timeout(100)));
    expect(answer.state).to.equal('timeout');
  });

  it('rejects when it is stopped for another reason', async () => {
    const stop = new AbortController();
    const thrown: unknown = await against(
      () => stop.abort(new Error('enough')),
      (at) => submitMail(at, message, stop.signal).catch((error: unknown) => error),
    );
    expect(thrown).to.be.instanceOf(Error).with.property('message', 'enough');
  });
});
