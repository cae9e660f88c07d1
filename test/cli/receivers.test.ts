/** Holds the tests of the verb `receivers`: served alone as a real process, its first line, the file it writes, its end, and what it refuses. */
import { expect } from 'chai';
import { execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { readRun } from '../../src/store/segments.ts';
import { gameday, scratch, started } from './gameday.ts';

interface First {
  readonly baseUrl: string;
  readonly smtp: string;
  readonly settings: Readonly<Record<string, { readonly tap?: string; readonly replace?: string; readonly secret?: string }>>;
}

const kinds = ['alertmanager', 'grafana', 'datadog', 'pagerduty', 'statuspage', 'slack', 'mastodon', 'mail', 'webhook', 'cloudflare'];

describe('gameday receivers', function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  const running: ChildProcess[] = [];
  after(() => {
    for (const child of running) child.kill('SIGKILL');
    clean();
  });
  const serve = async (...args: string[]): Promise<{ child: ChildProcess; first: First; lines: string[] }> => {
    const child = started(['receivers', ...args], { cwd: folder });
    running.push(child);
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout ?? expect.fail('expected standard output') });
    const [line] = (await once(reader, 'line')) as [string];
    reader.on('line', (more) => lines.push(more));
    return { child, first: JSON.parse(line) as First, lines };
  };
  const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
    const over = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await over)[0];
  };
  const post = async (url: string, body: unknown) => (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).status;
  const event = { routing_key: 'R0123456789abcdef0123456789abcde', event_action: 'trigger', payload: { summary: 'down', source: 'edge', severity: 'critical' } };

  it('says where it is, writes what it hears, and ends in order', async () => {
    const file = path.join(folder, 'heard.ndjson');
    writeFileSync(file, '{"before":true}\n');
    const { child, first } = await serve('--listen', '127.0.0.1:0', '--smtp', '127.0.0.1:0', '--out', 'heard.ndjson');
    expect(first.baseUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/);
    expect(first.settings).to.include.keys(kinds);
    expect(first.settings['alertmanager']?.tap).to.include(`${first.baseUrl}/alertmanager`);
    expect(first.settings['pagerduty']?.secret).to.have.length(22);
    expect(await post(`${first.baseUrl}/pagerduty/v2/enqueue`, event)).to.equal(202);
    expect(await post(`${new URL(first.baseUrl).origin}/pagerduty/v2/enqueue`, event)).to.equal(404);
    expect(await post(`${first.baseUrl}/pagerduty/v2/enqueue`, {})).to.equal(400);
    const [host, port] = first.smtp.split(':');
    await createTransport({ host, port: Number(port) }).sendMail({ from: 'a@vendor.example', to: 'b@customer.example', subject: 'DRILL', text: 'down' });
    expect(await ended(child, 'SIGTERM')).to.equal(0);
    const [before, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly atMs: number; readonly rung?: string; readonly receiver: string; readonly kind: string });
    expect(before).to.deep.equal({ before: true });
    expect(lines.map(({ receiver, kind, rung }) => [receiver, kind, rung])).to.deep.equal([
      ['pagerduty', 'alert.heard', 'accepted'],
      ['unknown', 'receiver.refused', undefined],
      ['pagerduty', 'receiver.refused', undefined],
      ['mail', 'notice.moved', 'accepted'],
    ]);
    for (const { atMs } of lines) expect(atMs).to.be.closeTo(Date.now(), 60_000);
    expect(readFileSync(file, 'utf8')).not.to.include(new URL(first.baseUrl).pathname.slice(1)).and.not.to.include(event.routing_key);
  });

  it('writes each line while it serves, to standard output where no file was named, and takes given secrets', async () => {
    const { child, first, lines } = await serve('--listen', '127.0.0.1:0', '--secret', 'a-secret-of-our-own', '--secret', 'pagerduty=signs');
    expect(new URL(first.baseUrl).pathname).to.equal('/a-secret-of-our-own');
    expect(first.settings['pagerduty']?.secret).to.equal('signs');
    await post(`${first.baseUrl}/pagerduty/v2/enqueue`, event);
    for (const limit = performance.now() + 20_000; lines.length === 0; await sleep(20)) if (performance.now() > limit) throw new Error('expected a line within 20 s');
    expect(JSON.parse(lines[0] ?? '')).to.include({ receiver: 'pagerduty', kind: 'alert.heard' });
    expect(await ended(child, 'SIGINT')).to.equal(0);
  });

  it('serves with settings from a file, as a scenario gives them', async () => {
    writeFileSync(path.join(folder, 'settings.yaml'), 'postmark: { mode: refused }\nwebhook:\n  title: /event/name\n  labels: { service: /event/of }\n');
    const { child, first, lines } = await serve('--listen', '127.0.0.1:0', '--settings', 'settings.yaml');
    expect(await post(`${first.baseUrl}/webhook`, { event: { name: 'SiteDown', of: 'edge' } })).to.equal(200);
    const answer = await fetch(`${first.baseUrl}/postmark/email`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-postmark-server-token': 'any' }, body: JSON.stringify({ From: 'a@vendor.example', To: 'b@customer.example', Subject: 'DRILL', TextBody: 'down' }) });
    expect(answer.status).to.be.at.least(400);
    for (const limit = performance.now() + 20_000; lines.length === 0; await sleep(20)) if (performance.now() > limit) throw new Error('expected a line within 20 s');
    expect(JSON.parse(lines[0] ?? '')).to.deep.include({ receiver: 'webhook', labels: { alertname: 'SiteDown', service: 'edge' } });
    expect(await ended(child, 'SIGTERM')).to.equal(0);
  });

  it('prints taps and replacements that a shell can take', async () => {
    const { code, out } = await gameday(['receivers', '--env', '--at', 'http://127.0.0.1:4711/sesame/', '--smtp', '127.0.0.1:2525']);
    expect(code).to.equal(0);
    const print = 'printf "%s|%s|%s" "$GAMEDAY_RECEIVERS" "$GAMEDAY_ALERTMANAGER_TAP" "$GAMEDAY_PAGERDUTY_REPLACE"';
    const [url, tap, replace] = execFileSync('sh', ['-c', `eval "$1"; ${print}`, 'sh', out], { encoding: 'utf8' }).split('|');
    expect(url).to.equal('http://127.0.0.1:4711/sesame');
    expect(tap).to.include('continue: true').and.to.include('http://127.0.0.1:4711/sesame/alertmanager');
    expect(replace).to.include('pagerduty_url: http://127.0.0.1:4711/sesame/pagerduty/v2/enqueue');
    expect((await gameday(['receivers', '--env'])).out).to.include("GAMEDAY_RECEIVERS='http://127.0.0.1:PORT/SECRET'");
    // What it would make up itself no drill would know.
    expect(out).to.include("GAMEDAY_PAGERDUTY_SECRET='SECRET'");
    expect((await gameday(['receivers', '--env', '--secret', 'pagerduty=signed with this'])).out).to.include("GAMEDAY_PAGERDUTY_SECRET='signed with this'");
  });

  it('refuses what it must not or cannot do, and says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    writeFileSync(path.join(folder, 'wrong.yaml'), 'postmark: { mode: normall }\nslak: {}\n');
    const refused: [string[], RegExp][] = [
      [[], /expected --listen HOST:PORT .*or --env/],
      [['--listen', '0.0.0.0:0'], /expected an address on loopback.*got 0\.0\.0\.0 \(--listen\)\n {2}.*reverse proxy/],
      [['--listen', '127.0.0.1:0', '--smtp', '192.168.1.4:25'], /expected an address on loopback.*\(--smtp\)/],
      [['--listen', '8080'], /expected HOST:PORT, got 8080 \(--listen\)/],
      [['--listen', `127.0.0.1:${port}`], new RegExp(`expected a free port, got port ${port} in use`)],
      [['--listen', '127.0.0.1:0', '--smtp', `127.0.0.1:${port}`], new RegExp(`expected a free port, got port ${port} in use`)],
      [['--listen', '127.0.0.1:0', '--out', 'no/such/folder/heard'], /expected a file to append to, got ENOENT/],
      [['--listen', '127.0.0.1:0', '--settings', 'nowhere.yaml'], /expected a file with settings of receivers, got ENOENT/],
      [['--listen', '127.0.0.1:0', '--settings', 'wrong.yaml'], /expected settings of receivers without problems, got 2 problems \(wrong\.yaml\)\n.*postmark\.mode \(line 1:13\): expected one of .*\n.*slak \(line 2:1\).*did you mean "slack"/],
      [['--listen', '127.0.0.1:0', '--secret', 'short'], /\(--secret\)/],
      [['--listen', '127.0.0.1:0', '--at', 'http://127.0.0.1:1/x'], /--at <url>' cannot be used with option '--listen/],
    ];
    try {
      for (const [args, says] of refused) {
        const { code, err } = await gameday(['receivers', ...args], { cwd: folder });
        expect(err, args.join(' ')).to.match(says);
        expect(code, args.join(' ')).to.equal(64);
      }
    } finally {
      taken.close();
    }
  });

  it('are where a drill with people says, take what comes there into its record, and their secret is nowhere in it', async () => {
    const scenario = { name: 'joined', version: '1', owner: 'test', duration: '12s', traffic: { rps: 5 }, steady: { for: '2s', availability: 0.5 }, lanes: {}, responders: { monitoring: 'human' } };
    writeFileSync(path.join(folder, 'joined.json'), JSON.stringify(scenario));
    const child = started(['run', 'joined.json', '--out', 'joined', '--observe'], { cwd: folder, env: { GAMEDAY_SECRET_PAGERDUTY: 'signed with this' } });
    running.push(child);
    const over = once(child, 'exit') as Promise<[number | null]>;
    let said = '';
    child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
    const told = () => /Your own tools join at (?<url>\S+) and by SMTP at (?<smtp>\S+) /.exec(said)?.groups;
    for (const limit = performance.now() + 40_000; told() === undefined && child.exitCode === null; await sleep(50)) if (performance.now() > limit) throw new Error(`expected to be told where the receivers are, got ${said}`);
    const { url = '', smtp = '' } = told() ?? expect.fail(said);
    const body = JSON.stringify({ event: { id: 'w1', event_type: 'incident.acknowledged', resource_type: 'incident', occurred_at: new Date().toISOString(), agent: { id: 'P1', type: 'user_reference', summary: 'Kim' }, data: { id: 'PI', title: 'SiteDown' } } });
    const signature = `v1=${createHmac('sha256', 'signed with this').update(body).digest('hex')}`;
    expect((await fetch(`${url}/pagerduty/webhooks/v3`, { method: 'POST', body, headers: { 'x-pagerduty-signature': signature } })).status).to.equal(200);
    expect(await post(`${new URL(url).origin}/pagerduty/v2/enqueue`, event)).to.equal(404);
    const [host, port] = smtp.split(':');
    await createTransport({ host, port: Number(port) }).sendMail({ from: 'a@vendor.example', to: 'b@customer.example', subject: 'DRILL', text: 'down' });
    child.kill('SIGINT');
    await over;
    const history = readRun(path.join(folder, 'joined'));
    expect(history.of('milestone.reached')[0]).to.include({ by: 'receiver/pagerduty', milestone: 'acknowledged', actor: 'person' });
    expect(history.of('receiver.refused')[0]).to.include({ receiver: 'unknown', status: 404 });
    expect(history.of('notice.moved').map(({ to }) => to)).to.deep.equal(['b@customer.example']);
    const secret = new URL(url).pathname.slice(1);
    for (const file of readdirSync(path.join(folder, 'joined'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
      const text = readFileSync(path.join(file.parentPath, file.name), 'utf8');
      expect(text.includes(secret) || text.includes('signed with this'), `a secret in ${file.name}`).to.equal(false);
    }
  });

  it('says so where the file takes no more', async function () {
    if (process.platform !== 'linux') return this.skip();
    const { child, first } = await serve('--listen', '127.0.0.1:0', '--out', '/dev/full');
    const errors: string[] = [];
    child.stderr?.on('data', (data: Buffer) => errors.push(data.toString()));
    const over = once(child, 'exit') as Promise<[number | null]>;
    await post(`${first.baseUrl}/pagerduty/v2/enqueue`, event).catch(() => 0);
    expect((await over)[0]).to.equal(64);
    expect(errors.join('')).to.match(/expected a file to append to, got ENOSPC/);
    return undefined;
  });
});
