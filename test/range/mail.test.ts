/** Holds the test of the mail relay: real SMTP in each of its modes, and bounces as RFC 3464 wants them. */
import { expect } from 'chai';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { ask, planned, type Range, read, startAll, stopAll, until } from './kit.ts';

interface Letter {
  readonly id: string;
  readonly atMs: number;
  readonly subject: string;
  readonly text: string;
  readonly bounce: boolean;
}

describe('the mail relay', () => {
  let range: Range;
  let mode = 'normal';
  before(async () => {
    range = await startAll(await planned({ mail: { slowMs: 400 } }), ['mail']);
  });
  after(() => stopAll(range));
  afterEach(() => enter('normal'));

  const enter = async (to: string) => {
    const answer = await ask(`${range.mail.control}/mode`, { method: 'PUT', json: { from: mode, to } });
    expect(answer).to.include({ status: 200, body: `{"mode":"${to}"}` });
    mode = to;
  };
  const submit = async (id: string, to = 'customer@customers.example') => {
    const { hostname, port } = new URL(range.mail.data);
    const transport = createTransport({ host: hostname, port: Number(port), connectionTimeout: 1000, greetingTimeout: 1000, socketTimeout: 4000 });
    const startedMs = performance.now();
    try {
      const { response } = await transport.sendMail({ messageId: `<${id}>`, from: 'status@vendor.example', to, subject: 'Störung: we are down', text: 'We know — more at 10:30.' });
      return { code: Number(response.slice(0, 3)), why: '', ms: performance.now() - startedMs };
    } catch (error) {
      const { responseCode = 0, code = '' } = error as { responseCode?: number; code?: string };
      return { code: responseCode, why: code, ms: performance.now() - startedMs };
    } finally {
      transport.close();
    }
  };
  const mailbox = async (address: string) => (await read(`${range.mail.control}/mailboxes/${address}`)) as readonly Letter[];
  const arrived = async (address: string, id: string) => (await until(() => mailbox(address), (letters) => letters.some((letter) => letter.id === id), 3000))?.find((letter) => letter.id === id);

  it('delivers what it accepts', async () => {
    expect(await submit('n1@vendor.example')).to.include({ code: 250 });
    expect(await arrived('customer@customers.example', 'n1@vendor.example')).to.include({ subject: 'Störung: we are down', text: 'We know — more at 10:30.', bounce: false });
  });

  it('refused: nobody listens, and afterwards mail flows again', async () => {
    await enter('refused');
    const { code, why } = await submit('r1@vendor.example');
    expect([code, why]).to.deep.equal([0, 'ESOCKET']);
    await enter('normal');
    expect(await submit('r2@vendor.example')).to.include({ code: 250 });
  });

  it('hanging: takes the connection and never greets', async () => {
    await enter('hanging');
    expect(await submit('h1@vendor.example')).to.include({ code: 0, why: 'ETIMEDOUT' });
  });

  it('temporary failure: 451', async () => {
    await enter('temporary-failure');
    expect(await submit('t1@vendor.example')).to.include({ code: 451 });
  });

  it('slow: every reply waits, the mail still comes', async () => {
    await enter('slow');
    const { code, ms } = await submit('s1@vendor.example');
    expect(code).to.equal(250);
    // Greeting, sender, recipient and message: four replies that wait 400 ms.
    expect(ms).to.be.at.least(1600);
    expect(await arrived('customer@customers.example', 's1@vendor.example')).to.include({ bounce: false });
  });

  it('lost: accepted, and never seen again', async () => {
    await enter('lost');
    expect(await submit('l1@vendor.example')).to.include({ code: 250 });
    await enter('normal');
    await submit('l2@vendor.example');
    expect(await arrived('customer@customers.example', 'l2@vendor.example')).to.include({ bounce: false });
    expect((await mailbox('customer@customers.example')).map(({ id }) => id)).to.not.include('l1@vendor.example');
    expect((await ask(`${range.mail.control}/metrics`)).body).to.include('range_mail_messages_total{outcome="lost",service="mail"} 1');
  });

  it('bounced: accepted, then a delivery status notification for the original', async () => {
    await enter('bounced');
    expect(await submit('b1@vendor.example', 'gone@customers.example')).to.include({ code: 250 });
    expect(await arrived('status@vendor.example', 'b1@vendor.example')).to.include({ bounce: true, subject: 'Undelivered Mail Returned to Sender' });
    expect(await mailbox('gone@customers.example')).to.deep.equal([]);

    const [raw = ''] = (await read(`${range.mail.control}/mailboxes/status@vendor.example/raw`)) as readonly string[];
    expect(raw).to.match(/^Content-Type: multipart\/report; report-type=delivery-status; boundary=/m);
    const { inReplyTo, text: told } = await simpleParser(raw);
    expect(inReplyTo).to.equal('<b1@vendor.example>');
    expect(told).to.match(/could not be delivered to: gone@customers\.example/);
    const part = (type: string) => raw.replaceAll('\r\n', '\n').split(/^--range-.*$/m).find((text) => text.trimStart().startsWith(`Content-Type: ${type}`));
    expect(part('message/delivery-status')).to.match(/^Reporting-MTA: dns; \S+/m).and.to.match(/^Final-Recipient: rfc822; gone@customers\.example$/m).and.to.match(/^Action: failed$/m).and.to.match(/^Status: 5\.\d\.\d+$/m);
    expect(part('text/rfc822-headers')).to.include('Message-ID: <b1@vendor.example>');
  });

  it('swaps its mode only from what it is', async () => {
    expect(await ask(`${range.mail.control}/mode`, { method: 'PUT', json: { from: 'lost', to: 'slow' } })).to.include({ status: 409, body: '{"mode":"normal"}' });
    expect((await ask(`${range.mail.control}/mode`, { method: 'PUT', json: { from: 'normal', to: 'sulking' } })).status).to.equal(400);
  });
});
