/** Holds the tests of the receiver `mail`: real senders (nodemailer, swaks, postfix) by SMTP, what reports move, and what hostile mail leaves behind. */
import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import { mail } from '../../src/catalog/receivers/mail.ts';
import type { Inbound, InboundMail, MailReply } from '../../src/ports/inbound.ts';
import type { EventOf, Kind } from '../../src/record/events.ts';
import { bounceText } from '../../src/range/mail/bounce.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const sender = 'status@vendor.example';
const customer = 'jo@customer.example';

/** The receiver alone, as a server by SMTP hands it messages; `nowMs` stops its clock. */
function opened(nowMs?: number) {
  const heard: { readonly kind: Kind }[] = [];
  const clock = nowMs === undefined ? systemClock : { ...systemClock, now: () => nowMs };
  const reception = mail.open({ clock, random: seededRandom(1), secret: '', hear: (kind, body) => void heard.push({ kind, ...body }), post: async () => ({ status: 0, headers: {}, body: '', ms: 0 }) });
  const take = (message: InboundMail): Promise<MailReply> => reception.mail?.(message) ?? Promise.reject(new Error('expected a receiver of mail'));
  const ask = (request: Partial<Inbound>) => reception.answer?.({ method: 'GET', base: '', path: '/', headers: {}, body: new Uint8Array(), ...request });
  const lines = (...text: readonly string[]): Promise<MailReply> => take({ from: sender, to: [customer], raw: Buffer.from(text.join('\r\n')) });
  const set = (mode: string) => ask({ method: 'PUT', path: '/-/mode', body: Buffer.from(JSON.stringify({ mode })) });
  return { take, ask, lines, set, of: <K extends Kind>(kind: K) => heard.filter((one): one is EventOf<K> => one.kind === kind) };
}

/** As RFC 8098, appendix A, has it, with our own names. */
const receipt = (id: string, to: string, disposition = 'manual-action/MDN-sent-manually; displayed'): Buffer =>
  Buffer.from(
    [
      `From: <${to}>`, `To: <${sender}>`, 'Subject: Disposition notification', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=disposition-notification;', ' boundary="RAA14128.773615765/example.com"', '',
      '--RAA14128.773615765/example.com', '', 'The message has been displayed. This is no guarantee that it has been read or understood.', '',
      '--RAA14128.773615765/example.com', 'Content-Type: message/disposition-notification', '',
      'Reporting-UA: joes-pc.cs.example.com; Foomail 97.1', `Original-Recipient: rfc822;${to}`, `Final-Recipient: rfc822;${to}`, `Original-Message-ID: <${id}>`, `Disposition: ${disposition}`, '',
      '--RAA14128.773615765/example.com', 'Content-Type: message/rfc822', '', `Message-ID: <${id}>`, '', '[original message]', '', '--RAA14128.773615765/example.com--', '',
    ].join('\r\n'),
  );

/** As RFC 3464, appendix E.1 and E.3, have it: one recipient an action. */
const notification = (id: string, outcomes: readonly (readonly [to: string, action: string, status: string])[]): Buffer =>
  Buffer.from(
    [
      'From: Mail Delivery Subsystem <MAILER-DAEMON@cs.example>', `To: <${sender}>`, 'Subject: Returned mail', 'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=RAA14128', '',
      '--RAA14128', '', 'The original message was received.', '', '--RAA14128', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; cs.example', '',
      ...outcomes.flatMap(([to, action, status]) => [`Original-Recipient: rfc822;${to}`, 'Final-Recipient: rfc822;somewhere@else.example', `Action: ${action}`, `Status: ${status}`, 'Diagnostic-Code: smtp; it said', '  something', '']),
      '--RAA14128', 'Content-Type: message/rfc822', '', `Message-ID: <${id}>`, 'Subject: x', '', 'Message-ID: <not-this@one>', '--RAA14128--', '',
    ].join('\r\n'),
  );

describe('mail', () => {
  describe('by SMTP', () => {
    let receivers: Served;
    let transport: Transporter;
    before(async () => {
      receivers = await served();
      const { hostname: host, port } = new URL(`smtp://${receivers.smtp}`);
      transport = createTransport({ host, port: Number(port), ignoreTLS: true });
    });
    after(async () => {
      transport.close();
      await receivers.close();
    });
    const about = (id: string) => receivers.of('notice.moved').filter(({ notice }) => notice === id);

    it('a message is accepted, once for each recipient, and no more than that', async () => {
      await transport.sendMail({ from: sender, to: [customer, 'Al@Customer.example'], messageId: '<first@vendor.example>', subject: '[DRILL] Störung', html: '<p>We are <b>down</b>.</p>' });
      expect(about('first@vendor.example').map(({ channel, rung, to, from, text, receiver, error }) => ({ channel, rung, to, from, text, receiver, error }))).to.deep.equal(
        [customer, 'Al@customer.example'].map((to) => ({ channel: 'email', rung: 'accepted', to, from: sender, text: '[DRILL] Störung\nWe are down.', receiver: 'mail', error: undefined })),
      );
    });

    it("the range's own bounce moves the message, by its id and recipient", async () => {
      await transport.sendMail({ envelope: { from: '', to: sender }, raw: bounceText({ id: 'first@vendor.example', subject: 'x', sender, recipients: [customer], atMs: 1 }) });
      expect(about('first@vendor.example').at(-1)).to.include({ rung: 'accepted', to: customer, error: 'failed: 5.4.7 smtp; 554 5.4.7 the relay could not pass this message on' });
    });

    it('a mode refuses, or loses, what a sender then sees or does not', async () => {
      const send = (id: string) => transport.sendMail({ from: sender, to: customer, messageId: `<${id}>`, subject: 's', text: 't' }).then(({ response = '' }) => response, (error: Error) => error.message);
      const tried: [string, string, string | undefined, string | undefined][] = [];
      for (const mode of ['refused', 'temporary-failure', 'lost', 'normal']) {
        await fetch(`${receivers.url}/mail/-/mode`, { method: 'PUT', body: JSON.stringify({ mode }) });
        const said = await send(`${mode}@vendor.example`);
        const [seen] = about(`${mode}@vendor.example`);
        tried.push([mode, /\b\d{3} \d\.\d\.\d/.exec(said)?.[0] ?? said, seen?.rung, seen?.error]);
      }
      expect(tried).to.deep.equal([
        ['refused', '554 5.3.0', 'submitted', 'refused for good, as the mode says'],
        ['temporary-failure', '451 4.3.0', 'submitted', 'refused for now, as the mode says'],
        ['lost', '250 2.0.0', 'accepted', 'accepted and then lost, as the mode says'],
        ['normal', '250 2.0.0', 'accepted', undefined],
      ]);
    });

    it('swaks delivers', async function () {
      if (!has('swaks', '--version')) return missing(this, 'swaks');
      const { code } = await run('swaks', ['--server', receivers.smtp, '--from', sender, '--to', customer, '--header', 'Message-Id: <swaks@vendor.example>', '--header', 'Subject: =?utf-8?Q?=5BDRILL=5D_St=C3=B6rung?=', '--body', 'By phone.', '--suppress-data']);
      expect(code).to.equal(0);
      expect(about('swaks@vendor.example').map(({ rung, to, text }) => ({ rung, to, text }))).to.deep.equal([{ rung: 'accepted', to: customer, text: '[DRILL] Störung\nBy phone.' }]);
    });

    it("postfix relays, and its own notification of that, sent back here, moves the message no further than that", async function () {
      if (!has('postfix', 'status') || process.getuid?.() !== 0) return missing(this, 'postfix', ', and be root');
      this.timeout(90_000);
      const postfix = await startPostfix(receivers.smtp);
      try {
        const { code, said } = await run('sendmail', ['-C', postfix.folder, '-N', 'success,failure', '-f', sender, customer], `From: ${sender}\nTo: ${customer}\nSubject: by postfix\nMessage-ID: <postfix@vendor.example>\n\nWe work on it.\n`);
        expect(code, said).to.equal(0);
        await receivers.until('the mail and the notification', () => about('postfix@vendor.example').length === 2);
        expect(about('postfix@vendor.example').map(({ rung, to, from, text, error }) => ({ rung, to, from, text, error }))).to.deep.equal([
          { rung: 'accepted', to: customer, from: sender, text: 'by postfix\nWe work on it.', error: undefined },
          { rung: 'accepted', to: customer, from: '', text: undefined, error: undefined },
        ]);
      } finally {
        await postfix.stop();
      }
    });
  });

  describe('and reports', () => {
    const original = ['Message-ID: <one@vendor.example>', 'Subject: s', '', 't'];
    const report = (raw: Buffer): InboundMail => ({ from: '', to: [sender], raw });

    it('tell per recipient what became of a message', async () => {
      const { take, of } = opened();
      const to = ['a', 'b', 'c', 'd'].map((name) => `${name}@customer.example`);
      await take({ from: sender, to, raw: Buffer.from(original.join('\r\n')) });
      const reply = await take(report(notification('one@vendor.example', [['A@customer.example', 'delivered', '2.1.5'], ['b@customer.example', 'failed', '5.1.1'], ['c@customer.example', 'delayed', '4.4.7'], ['d@customer.example', 'relayed', '2.0.0']])));
      expect(reply.code).to.equal(250);
      expect(of('notice.moved').slice(4).map(({ notice, to, rung, error }) => [notice, to, rung, error])).to.deep.equal([
        ['one@vendor.example', 'A@customer.example', 'delivered', undefined],
        ['one@vendor.example', 'b@customer.example', 'accepted', 'failed: 5.1.1 smtp; it said something'],
        ['one@vendor.example', 'c@customer.example', 'accepted', 'delayed: 4.4.7 smtp; it said something'],
        ['one@vendor.example', 'd@customer.example', 'accepted', undefined],
      ]);
    });

    it('a receipt proves that it was seen only where it says displayed', async () => {
      const { take, lines, of } = opened();
      await lines(...original);
      await take(report(receipt('one@vendor.example', customer, 'automatic-action/MDN-sent-automatically; deleted')));
      await take(report(receipt('one@vendor.example', customer)));
      expect(of('notice.moved').map(({ rung }) => rung)).to.deep.equal(['accepted', 'delivered', 'seen']);
    });

    it('about what never came here are refused, and so are broken ones', async () => {
      const { take, lines, of, set } = opened();
      await set('lost');
      await lines('Message-ID: <lost@vendor.example>', '', 't');
      await set('normal');
      await lines(...original);
      const broken = (type: string) => Buffer.from(['Content-Type: multipart/report; boundary=b', '', '--b', `Content-Type: ${type}`, '', 'Action: delivered', '--b--'].join('\r\n'));
      const reports = [receipt('strange@vendor.example', customer), receipt('one@vendor.example', 'stranger@customer.example'), receipt('lost@vendor.example', customer), notification('strange@vendor.example', [[customer, 'delivered', '2.0.0']]), notification('one@vendor.example', [[customer, 'eaten', '2.0.0']]), broken('text/plain'), broken('message/delivery-status'), broken('message/disposition-notification')];
      const codes: number[] = [];
      for (const raw of reports) codes.push((await take(report(raw))).code);
      expect(codes).to.deep.equal([550, 550, 550, 550, 554, 554, 554, 554]);
      expect(of('notice.moved')).to.have.length(2);
      expect(of('receiver.refused').map(({ status }) => status)).to.deep.equal(codes);
      expect(of('receiver.refused').at(0)?.why).to.equal('expected a report about a message that came here, got one about strange@vendor.example to jo@customer.example');
    });
  });

  describe('stays alive and puts down as what it is', () => {
    it('hostile mail', async () => {
      const { lines, of } = opened();
      const bidi = 'in\u202Evoice\u202C.exe';
      await lines('Message-ID: <a@b>\u0000', `Subject: <script>alert(1)</script>\u0000 ${bidi}`, 'Content-Type: text/plain; charset=utf-8', '', '=HYPERLINK("http://evil.example")\u0000');
      await lines('Subject: first', 'Message-ID: <injected@b>', 'Subject: second', 'Message-ID: <other@b>', '', 'Message-ID: <body@b>');
      await lines(`X-Long: ${'y'.repeat(3_000_000)}`, 'Message-ID: <late@b>', '', 't');
      await lines('');
      await lines('no field at all', 'nor this', '', 'text');
      const seen = of('notice.moved');
      expect(seen.map(({ notice }) => notice)).to.deep.equal(['a@b>\u0000', 'injected@b', 'unnamed-1', 'unnamed-2', 'unnamed-3']);
      expect(seen[0]?.text).to.contain('<script>alert(1)</script>').and.to.contain(bidi).and.to.contain('=HYPERLINK(');
      expect(JSON.parse(JSON.stringify(seen))).to.deep.equal(seen);
      expect(seen[0]?.text?.length ?? 0).to.be.lessThan(200);
    });

    it('a flood: every message once; those that have to be decoded, most of them by their heads alone', async () => {
      const { take, of } = opened(1_800_000_000_500);
      const raw = (n: number) => Buffer.from(n % 2 === 0 ? `Message-ID: <${n}@flood.example>\r\nSubject: flood ${n}\r\n\r\nthe text\r\n\r\nand more\r\n` : `Message-ID: <${n}@flood.example>\r\nSubject: flood ${n}\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa('the text')}`);
      const replies = await Promise.all(Array.from({ length: 5000 }, (_, n) => take({ from: 'x@y', to: [customer], raw: raw(n) })));
      expect(replies.every(({ code }) => code === 250)).to.equal(true);
      expect(new Set(of('notice.moved').map(({ notice }) => notice)).size).to.equal(5000);
      const numbered = of('notice.moved').map(({ notice, text = '' }) => ({ n: Number(notice.split('@')[0]), text }));
      for (const { n, text } of numbered.filter(({ n }) => n % 2 === 0)) expect(text).to.equal(`flood ${n}\nthe text\n\nand more`);
      expect(numbered.filter(({ n, text }) => n % 2 === 1 && text === `flood ${n}\nthe text`)).to.have.length.within(1, 100);
      expect(numbered.filter(({ n, text }) => n % 2 === 1 && text === `flood ${n}`)).to.have.length.within(2400, 2499);
    });

    it('requests by HTTP that are none of its own', async () => {
      const { ask, of } = opened();
      expect([(await ask({ path: '/-/mode' }))?.body, (await ask({ method: 'DELETE', path: '/-/mode' }))?.status, (await ask({ method: 'PUT', path: '/-/mode', body: Buffer.from('{"mode":"hanging"}') }))?.status, (await ask({ path: '/inbox' }))?.status]).to.deep.equal(['{"mode":"normal"}', 405, 400, 404]);
      expect(of('receiver.refused')).to.have.length(1);
    });
  });
});

const has = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).error === undefined;
function missing(test: Mocha.Context, program: string, more = ''): void {
  process.stdout.write(`      skipped: no ${program} here (Debian: apt-get install ${program}${more})\n`);
  test.skip();
}

/** The server is in this process, so it must not be blocked meanwhile. */
async function run(program: string, args: readonly string[], input = ''): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(program, args);
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part));
  child.stdin.on('error', () => undefined).end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: Buffer.concat(said).toString() };
}

/** A Postfix of its own, with its own queue, that listens nowhere and passes everything on to us. */
async function startPostfix(smtp: string): Promise<{ readonly folder: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-postfix-'));
  chmodSync(folder, 0o755);
  for (const one of ['queue', 'data']) mkdirSync(join(folder, one));
  copyFileSync('/etc/postfix/master.cf', join(folder, 'master.cf'));
  const settings = {
    compatibility_level: '3.6', queue_directory: join(folder, 'queue'), data_directory: join(folder, 'data'), maillog_file: join(folder, 'log'), maillog_file_prefixes: folder,
    myhostname: 'relay.vendor.example', mydestination: '', inet_interfaces: 'loopback-only', inet_protocols: 'ipv4', master_service_disable: 'inet', relayhost: smtp.replace(/^(.*):/, '[$1]:'), smtp_host_lookup: 'native', alias_maps: '',
  };
  writeFileSync(join(folder, 'main.cf'), Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`).join(''));
  const chowned = await run('chown', ['postfix', join(folder, 'data')]);
  const started = await run('postfix', ['-c', folder, 'start']);
  if (chowned.code !== 0 || started.code !== 0) throw new Error(`expected Postfix to start, got ${chowned.said}${started.said}`);
  return {
    folder,
    stop: async () => {
      await run('postfix', ['-c', folder, 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
