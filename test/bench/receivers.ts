/** Measures the receivers as `gameday receivers` serves them: webhooks beside a bare `node:http` server, the time that is added to an answer, and mail by SMTP. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, quantileOf, spread, type Row } from './row.ts';

const pairs = 5;
const requestsEach = 10_000;
/** Until both servers run compiled code. */
const warmUps = 3;
const connections = 32;
const steadyRps = 1000;
const steadyS = 2;
const steadyRounds = 7;
const messages = 5000;
const smtpConnections = 20;

/** One firing alert, as Alertmanager posts it. */
const labels = { alertname: 'SiteDown', service: 'edge', severity: 'page' };
const webhook = JSON.stringify({
  version: '4', groupKey: '{}:{alertname="SiteDown"}', truncatedAlerts: 0, status: 'firing', receiver: 'gameday', groupLabels: { alertname: 'SiteDown' }, commonLabels: labels, commonAnnotations: {}, externalURL: 'http://alerts.example',
  alerts: [{ status: 'firing', labels, annotations: { summary: 'nobody comes through' }, startsAt: '2013-05-10T14:25:00Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: 'http://x/', fingerprint: 'f00df00df00df00d' }],
});

interface Sender {
  readonly post: () => Promise<number>;
  readonly close: () => void;
}

function sender(url: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const options = { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(webhook) } };
  return {
    post: () =>
      new Promise((resolve, reject) => {
        request(url, options, (answer) => {
          answer.resume();
          answer.once('end', () => resolve(answer.statusCode ?? 0));
        })
          .once('error', reject)
          .end(webhook);
      }),
    close: () => agent.destroy(),
  };
}

/** Requests a second, as many at once as there are connections; throws where one isn't answered with 200. */
async function rateOf(url: string): Promise<number> {
  const sending = sender(url);
  let left = requestsEach;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const status = await sending.post();
      if (status !== 200) throw new Error(`expected 200, got ${status}`);
    }
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const tookMs = performance.now() - beganMs;
  sending.close();
  return requestsEach / (tookMs / 1000);
}

/** Milliseconds until each answer, at a steady rate, whether answers come or not. */
async function waitsAt(url: string): Promise<number[]> {
  const sending = sender(url);
  const waits: Promise<number>[] = [];
  const zeroMs = performance.now();
  for (let sent = 0; sent < steadyRps * steadyS; sent++) {
    const dueMs = zeroMs + (sent * 1000) / steadyRps;
    const earlyMs = dueMs - performance.now();
    if (earlyMs > 0) await sleep(earlyMs);
    const beganMs = performance.now();
    waits.push(sending.post().then(() => performance.now() - beganMs));
  }
  const all = await Promise.all(waits);
  sending.close();
  return all;
}

/** Messages a second: one dialogue after the other on each connection, as a mail server delivers a queue. */
async function mailRateOf(at: string): Promise<number> {
  const [host = '', port = ''] = at.split(':');
  let left = messages;
  const worker = async () => {
    const socket = connect({ host, port: Number(port), noDelay: true });
    const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
    /** The code of the last line of a reply. */
    const reply = async (): Promise<string> => {
      for (;;) {
        const { value, done } = await replies.next();
        if (done === true) throw new Error('expected a reply, got the end');
        if (value[3] !== '-') return value.slice(0, 3);
      }
    };
    const say = async (line: string, code: string) => {
      socket.write(`${line}\r\n`);
      const got = await reply();
      if (got !== code) throw new Error(`expected ${code} to ${line.slice(0, 40)}, got ${got}`);
    };
    await reply();
    await say('EHLO bench.example', '250');
    while (left > 0) {
      const n = (left -= 1);
      await say('MAIL FROM:<a@vendor.example>', '250');
      await say('RCPT TO:<b@customer.example>', '250');
      await say('DATA', '354');
      await say(`From: a@vendor.example\r\nTo: b@customer.example\r\nMessage-ID: <${n}@vendor.example>\r\nSubject: DRILL ${n}\r\n\r\nThe site is down. Use the phone.\r\n.`, '250');
    }
    socket.destroy();
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: smtpConnections }, worker));
  return messages / ((performance.now() - beganMs) / 1000);
}

async function startBare(): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(import.meta.filename, ['serve'], { execArgv: [] });
  const [url] = (await once(child, 'message')) as [string];
  return { url, child };
}

async function startReceivers(file: string): Promise<{ url: string; smtp: string; child: ChildProcess }> {
  const entry = join(import.meta.dirname, '../../src/entry/gameday.ts');
  const child = spawn(process.execPath, [entry, 'receivers', '--listen', '127.0.0.1:0', '--smtp', '127.0.0.1:0', '--out', file, '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { baseUrl, smtp } = JSON.parse(line) as { baseUrl: string; smtp: string };
  return { url: `${baseUrl}/alertmanager`, smtp, child };
}

export async function receivers(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gameday-bench-'));
  const file = join(folder, 'heard.ndjson');
  const bare = await startBare();
  const ours = await startReceivers(file);
  try {
    const rates: { readonly ours: number; readonly theirs: number }[] = [];
    for (let i = 0; i < warmUps; i++) for (const { url } of [bare, ours]) await rateOf(url);
    for (let i = 0; i < pairs; i++) {
      // Who goes first changes, so that a machine that slows down favours neither.
      const first = i % 2 === 0 ? await rateOf(ours.url) : undefined;
      const theirs = await rateOf(bare.url);
      rates.push({ ours: first ?? (await rateOf(ours.url)), theirs });
    }
    const added: number[] = [];
    for (let i = 0; i < steadyRounds; i++) added.push(-quantileOf(await waitsAt(bare.url), 0.99) + quantileOf(await waitsAt(ours.url), 0.99));
    const mailRate = await mailRateOf(ours.smtp);
    const ended = once(ours.child, 'exit');
    ours.child.kill('SIGTERM');
    await ended;
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { kind: string }).kind);
    const expected = { alerts: (pairs + warmUps) * requestsEach + steadyRps * steadyS * steadyRounds, mails: messages };
    const written = { alerts: lines.filter((kind) => kind === 'alert.heard').length, mails: lines.filter((kind) => kind === 'notice.moved').length };
    if (written.alerts !== expected.alerts || written.mails !== expected.mails) throw new Error(`expected every message to be written once, ${JSON.stringify(expected)}, got ${JSON.stringify(written)}`);
    const best = { ours: Math.max(...rates.map((pair) => pair.ours)), theirs: Math.max(...rates.map((pair) => pair.theirs)) };
    const ratios = rates.map((pair) => pair.ours / pair.theirs);
    return [
      { name: 'webhooks beside a bare node:http server', measured: best.ours / best.theirs, limit: 0.5, want: 'at least', unit: 'x', note: `best of ${pairs} interleaved rounds each, ${Math.round(best.ours)} requests/s, each written as an observation, beside ${Math.round(best.theirs)}; pair by pair ${spread(ratios)}, median ${median(ratios).toFixed(2)}` },
      { name: "receiver's added time before its answer, p99", measured: median(added), limit: 5, want: 'at most', unit: 'ms', note: `median of ${steadyRounds} rounds of ${steadyS} s at ${steadyRps} requests/s, each beside one at the bare server, ${spread(added)}` },
      { name: 'mail by SMTP', measured: mailRate, limit: 1000, want: 'at least', unit: 'messages/s', note: `${messages} messages on ${smtpConnections} connections, one command after the other, each written as an observation` },
    ];
  } finally {
    for (const { child } of [bare, ours]) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function serve(): void {
  const server = createServer((asked, response) => {
    asked.resume();
    response.writeHead(200).end();
  });
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
}

if (process.argv[2] === 'serve' && process.send !== undefined) serve();
