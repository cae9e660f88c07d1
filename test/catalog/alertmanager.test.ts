/** Holds the tests of the observer `alertmanager`: what it makes of answers, and a real Alertmanager that is asked and that posts, both at once. */
import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { alertmanager as observer } from '../../src/catalog/observers/alertmanager.ts';
import { alertmanager as receiver } from '../../src/catalog/receivers/alertmanager.ts';
import { withWhatThereIs } from '../../src/ports/capabilities.ts';
import type { Http } from '../../src/ports/http.ts';
import { freePorts } from '../../src/range/free-ports.ts';
import type { EventOf, Kind } from '../../src/record/events.ts';
import { freshHttp } from '../../src/tools/http.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';

type Seen = { readonly kind: Kind; readonly by: string };

/** Starts the observer; what it puts down is kept, and `until` waits for some of it. */
function watching(url: string, http: Http) {
  const seen: Seen[] = [];
  const emitAs = (by: string) => (kind: Kind, body: object) => seen.push({ ...body, kind, by });
  const of = <K extends Kind>(kind: K) => seen.filter((one): one is Seen & EventOf<K> => one.kind === kind);
  const stop = new AbortController();
  const world = withWhatThereIs({ clock: systemClock, random: seededRandom(1), http });
  const over = observer.observe(observer.spec.parse({ url, every: '50ms' }), world, emitAs('observer'), stop.signal);
  const until = async (what: string, holds: () => boolean) => {
    for (const limit = performance.now() + 20_000; !holds(); await sleep(20)) if (performance.now() > limit) throw new Error(`expected ${what} within 20 s, saw ${JSON.stringify(seen.slice(-5))}`);
  };
  const end = async () => {
    stop.abort();
    await over;
  };
  return { of, until, end, emitAs };
}

const startsAt = '2013-05-10T14:25:00Z';
const alert = (state: string, at = startsAt) => ({ fingerprint: 'f00d', labels: { alertname: 'SiteDown' }, annotations: {}, startsAt: at, status: { state } });
const silence = (id: string, endsAt: string) => ({ id, createdBy: 'kim', comment: 'too loud', endsAt, matchers: [{ name: 'alertname', value: 'Site.*', isRegex: true, isEqual: false }] });

/** Answers each question with the present lists, or not at all. */
function answering() {
  const lists: { alerts: unknown; silences: unknown; status: number } = { alerts: [], silences: [], status: 200 };
  const http: Http = { fetch: async ({ url }) => ({ status: lists.status, headers: {}, body: JSON.stringify(url.endsWith('/silences') ? lists.silences : lists.alerts), ms: 1 }) };
  return { lists, watch: watching('http://alerts.test/am/', http) };
}

describe('observer alertmanager', () => {
  it('hears an alert once it is active, and that it is over once it is gone', async () => {
    const { lists, watch } = answering();
    const reads = () => watch.of('alerts.read').length;
    const some = (n: number) => { const from = reads(); return watch.until('more answers', () => reads() >= from + n); };
    try {
      lists.alerts = [alert('suppressed')];
      await some(3);
      expect(watch.of('alert.heard'), 'what is silenced reaches nobody').to.deep.equal([]);
      lists.alerts = [alert('active')];
      await some(3);
      lists.alerts = [alert('suppressed')];
      await some(3);
      expect(watch.of('alert.heard').map(({ status }) => status), 'silenced is not over').to.deep.equal(['firing']);
      lists.alerts = [];
      await some(3);
      lists.alerts = [alert('active')];
      await some(3);
      lists.alerts = [alert('active', '2013-05-10T15:00:00Z')];
      await some(3);
    } finally {
      await watch.end();
    }
    expect(watch.of('alert.heard').map(({ status }) => status)).to.deep.equal(['firing', 'resolved', 'firing', 'resolved', 'firing']);
    expect(watch.of('alert.heard')[0]).to.deep.include({ receiver: 'alertmanager-api', fingerprint: 'f00d', labels: { alertname: 'SiteDown' }, startsAtMs: Date.parse(startsAt) });
  });

  it('tells of silences that are made or prolonged, and not of those that were there', async () => {
    const { lists, watch } = answering();
    lists.silences = [silence('old', '2026-01-01T00:00:00Z')];
    try {
      await watch.until('an answer', () => watch.of('alerts.read').length > 1);
      lists.silences = [silence('old', '2025-01-01T00:00:00Z'), silence('new', '2026-01-01T00:00:00Z')];
      await watch.until('the new silence', () => watch.of('silence.seen').length > 0);
      lists.silences = [silence('old', '2027-01-01T00:00:00Z'), silence('new', '2026-01-01T00:00:00Z')];
      await watch.until('the longer one', () => watch.of('silence.seen').length > 1);
    } finally {
      await watch.end();
    }
    expect(watch.of('silence.seen').map(({ id }) => id)).to.deep.equal(['new', 'old']);
    expect(watch.of('silence.seen')[0]).to.include({ createdBy: 'kim', comment: 'too loud', matchers: '{alertname!~"Site.*"}' });
  });

  it('puts down what it does not understand as trouble, and goes on', async () => {
    const { lists, watch } = answering();
    try {
      lists.alerts = [{ labels: {} }];
      await watch.until('trouble', () => watch.of('trouble').length > 0);
      expect(watch.of('trouble')[0]?.detail).to.contain('0.fingerprint').and.to.contain('http://alerts.test/am/api/v2/alerts');
      lists.status = 503;
      await watch.until('status 503', () => watch.of('trouble').some(({ detail }) => detail.includes('status 503')));
      expect(watch.of('alerts.read'), 'no answer is no reading').to.deep.equal([]);
      Object.assign(lists, { alerts: [], status: 200 });
      await watch.until('an answer', () => watch.of('alerts.read').length > 0);
    } finally {
      await watch.end();
    }
  });

  it('takes the address of a web server and nothing else', () => {
    expect(observer.spec.safeParse({}).success).to.equal(false);
    expect(observer.spec.safeParse({ url: 'file:///etc/passwd' }).success).to.equal(false);
    expect(observer.spec.parse({ url: 'https://alerts.example' })).to.deep.equal({ url: 'https://alerts.example', everyMs: 2000 });
  });

  describe('and a real one', function () {
    this.timeout(60_000);
    let folder: string | undefined;
    let child: ChildProcess | undefined;
    let url = '';
    let watch: ReturnType<typeof watching> | undefined;
    const webhooks = createServer((request, response) => {
      void buffer(request).then(async (body) => {
        const hear = watch?.emitAs('receiver') ?? (() => 0);
        const answered = await receiver.open({ clock: systemClock, hear } as never).answer?.({ method: request.method ?? '', base: url, path: '', headers: {}, body });
        response.writeHead(answered?.status ?? 500).end(answered?.body);
      });
    });
    const send = async (path: string, body: unknown) => {
      const answer = await fetch(`${url}/api/v2/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`expected Alertmanager to take ${path}, got ${answer.status}: ${await answer.text()}`);
    };

    before(async function () {
      if (spawnSync('prometheus-alertmanager', ['--version']).status !== 0) {
        process.stdout.write('      skipped: no prometheus-alertmanager here (Debian: apt-get install prometheus-alertmanager)\n');
        this.skip();
      }
      webhooks.listen(0, '127.0.0.1');
      await once(webhooks, 'listening');
      folder = mkdtempSync(join(tmpdir(), 'gameday-alertmanager-'));
      const hook = `http://127.0.0.1:${(webhooks.address() as AddressInfo).port}/alertmanager`;
      writeFileSync(join(folder, 'config.yml'), `route: { receiver: gameday, group_wait: 100ms, group_interval: 1s, group_by: [alertname] }\nreceivers: [{ name: gameday, webhook_configs: [{ url: '${hook}', send_resolved: true }] }]\n`);
      const [port] = await freePorts(1);
      url = `http://127.0.0.1:${port}`;
      child = spawn('prometheus-alertmanager', [`--config.file=${join(folder, 'config.yml')}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='], { stdio: 'ignore' });
      for (const limit = performance.now() + 20_000; !(await fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false)); await sleep(50)) if (performance.now() > limit) throw new Error('Alertmanager was not ready within 20 s');
    });
    after(async () => {
      await watch?.end();
      if (child !== undefined && child.exitCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      webhooks.closeAllConnections();
      webhooks.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    it('is heard by its API and by its webhook as the same alert, and its silences are seen', async () => {
      const heard = watching(url, freshHttp);
      watch = heard;
      const by = (who: string, status: string) => heard.of('alert.heard').find((one) => one.by === who && one.status === status);
      await heard.until('a first answer', () => heard.of('alerts.read').length > 0);
      const labels = { alertname: 'SiteDown', service: 'edge' };
      await send('alerts', [{ labels, annotations: { summary: 'nobody comes through' } }]);
      await heard.until('both ways', () => by('observer', 'firing') !== undefined && by('receiver', 'firing') !== undefined);
      const { fingerprint, startsAtMs } = by('receiver', 'firing') ?? {};
      expect(by('observer', 'firing')).to.deep.include({ labels, fingerprint, startsAtMs, annotations: { summary: 'nobody comes through' } });

      const now = Date.now();
      await send('silences', { matchers: [{ name: 'alertname', value: 'SiteDown', isRegex: false, isEqual: true }], startsAt: new Date(now).toISOString(), endsAt: new Date(now + 600_000).toISOString(), createdBy: 'kim', comment: 'hush' });
      await heard.until('the silence', () => heard.of('silence.seen').length > 0);
      expect(heard.of('silence.seen')).to.have.length(1).and.have.nested.property('[0].matchers', '{alertname="SiteDown"}');

      await send('alerts', [{ labels, endsAt: new Date().toISOString() }]);
      await heard.until('its end', () => by('observer', 'resolved') !== undefined);
      expect(heard.of('trouble')).to.deep.equal([]);
    });
  });
});
