/** Tests what the traffic scripts really send, by running them with k6 against a tiny target. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { $ } from 'zx';
import type { LoadSpec } from '../../../src/ports/load.ts';
import type { Child } from '../../../src/record/events.ts';
import { makeGate } from '../../../src/tools/k6/gate.ts';
import { k6Load } from '../../../src/tools/k6/load.ts';
import { homeAddress, sharedAddress, sharedCount } from '../../../src/tools/k6/scripts/addresses.ts';
import { shapes } from '../../../src/tools/k6/scripts/flood-shapes.ts';
import { machineProcesses } from '../../../src/tools/processes.ts';
import { systemClock as clock } from '../../../src/worlds/system-clock.ts';
import { k6Path } from './k6-program.ts';
import { makeTarget, type Asked, type Target } from './target.ts';

const never = () => new AbortController().signal;
const addressOf = (asked: Asked) => String(asked.headers['x-forwarded-for']);
const headerNames = (asked: Asked) => Object.keys(asked.headers).filter((name) => name !== 'content-length' && name !== 'connection').sort();
const shareOf = (all: readonly Asked[], is: (asked: Asked) => boolean) => all.filter(is).length / all.length;

describe('traffic scripts', () => {
  let logs: string;
  let target: Target;
  const born: Child[] = [];

  beforeEach(async () => {
    logs = await mkdtemp(join(tmpdir(), 'gameday-k6-'));
  });
  afterEach(async () => {
    const processes = machineProcesses(clock);
    await Promise.all(born.splice(0).map((child) => processes.stop(child, 0)));
    await target.close();
    await rm(logs, { recursive: true, force: true });
  });

  /** Runs generators side by side; each sends below a path of its own, after its name. */
  async function run(specs: readonly Omit<LoadSpec, 'report'>[], status?: (asked: Asked) => number): Promise<Record<string, Asked[]>> {
    target = await makeTarget(() => clock.now(), status);
    const load = k6Load({ run: 'test', k6: await k6Path(), clock, logs, born: (child) => born.push(child), died: () => {} });
    await Promise.all(
      specs.map(async (spec) => {
        const change = await load.prepare({ ...spec, report: 'counters', settings: { ...spec.settings, entry: `${target.url}/${spec.name}` } }, never());
        await load.open(change);
        const end = await load.follow(spec.name, () => {}, never());
        expect(end.code, end.saw).to.equal(0);
      }),
    );
    return Object.fromEntries(specs.map(({ name }) => [name, target.asked.filter(({ path }) => path.startsWith(`/${name}/`)).map((one) => ({ ...one, path: one.path.slice(name.length + 1) }))]));
  }

  const steady = (rps: number, forMs: number) => [{ rps, forMs: 0 }, { rps, forMs }];

  it('send each shape of flood as what it says', async () => {
    const names = Object.keys(shapes);
    const sent = await run(names.map((shape) => ({ name: shape, script: 'flood' as const, stages: steady(20, 1000), settings: { shape } })), ({ path }) => (path.startsWith('/retry-herd/') ? 503 : 200));
    const distinct = (shape: string, of: (asked: Asked) => unknown) => new Set(sent[shape]?.map(of)).size;
    for (const shape of names) expect(sent[shape]?.length, shape).to.be.greaterThan(15);
    expect(new Set(sent['get']?.map(({ path }) => path))).to.deep.equal(new Set(['/communities/', '/social/']));
    expect(distinct('cache-busting', ({ path }) => path)).to.equal(sent['cache-busting']?.length);
    for (const { path } of sent['search'] ?? []) expect(path).to.match(/^\/communities\/search\?q=./);
    for (const { method, path, body } of sent['login'] ?? []) expect([method, path, Object.keys(JSON.parse(body) as object)]).to.deep.equal(['POST', '/communities/login', ['user', 'password']]);
    expect(distinct('connection-churn', ({ from }) => from)).to.equal(sent['connection-churn']?.length);
    const herd = sent['retry-herd'] ?? [];
    expect(herd.length % 4).to.equal(0);
    expect(herd.length).to.be.greaterThan(60);
  });

  it('send the rubric\'s mix to both products, from people at a person\'s pace', async () => {
    const { users = [] } = await run([{ name: 'users', script: 'legitimate', stages: steady(250, 4000), settings: { regions: { na: 0.7, eu: 0.3 }, seed: 5, patienceMs: 1000 } }]);
    const share = (path: RegExp) => shareOf(users, (asked) => path.test(asked.path));
    expect(users.length).to.be.greaterThan(950);
    // Within four standard deviations of a draw of a thousand.
    const near = (share: number, aim: number) => expect(share).to.be.closeTo(aim, 4 * Math.sqrt((aim * (1 - aim)) / users.length));
    near(share(/^\/communities\/search/), 0.08);
    near(share(/^\/communities\/(login|inbox)|^\/social\/feed/), 0.2);
    near(share(/^\/portal\/cases|^\/communities\/posts/), 0.03);
    near(share(/^\/(communities|social)\/$/), 0.02);
    near(share(/^\/social\//), 0.28);
    near(shareOf(users, ({ headers }) => /acme|python|Java|okhttp/.test(String(headers['user-agent']))), 0.07);
    expect(shareOf(users, ({ headers }) => headers.cookie === undefined)).to.be.within(0.2, 0.4);
    const shared = new Set(Array.from({ length: sharedCount }, (_, i) => sharedAddress(i)));
    expect(shareOf(users, (asked) => shared.has(addressOf(asked)))).to.be.within(0.15, 0.3);
    const posts = users.filter(({ method, path }) => method === 'POST' && path !== '/communities/login').map(({ body }) => (JSON.parse(body) as { id: string }).id);
    expect(new Set(posts).size).to.equal(posts.length).and.be.greaterThan(0);
  });

  it('hide the flood among the users: same headers, browsers and addresses in part, and nothing that tells', async () => {
    const { users = [], bots = [] } = await run([
      { name: 'users', script: 'crowd', stages: steady(150, 1500), settings: {} },
      { name: 'bots', script: 'flood', stages: steady(150, 1500), settings: { shape: 'get', bots: 50, overlap: 0.4 } },
    ]);
    const shown = new Set(users.map((asked) => headerNames(asked).join()));
    for (const bot of bots) expect(shown).to.include(headerNames(bot).join());
    const browsers = new Set(users.map(({ headers }) => headers['user-agent']));
    for (const bot of bots) expect(browsers).to.include(bot.headers['user-agent']);
    const addresses = new Set(bots.map(addressOf));
    expect(addresses.size).to.be.within(35, 50);
    const legitimate = new Set([...Array.from({ length: sharedCount }, (_, i) => sharedAddress(i)), ...Array.from({ length: 4000 }, (_, i) => homeAddress(i))]);
    expect([...addresses].filter((address) => legitimate.has(address)).length).to.be.within(10, 30);
    expect(shareOf(users, ({ path }) => path === '/communities/topics/1')).to.be.within(0.65, 0.85);
    expect(new Set(users.map(addressOf)).size).to.be.greaterThan(users.length * 0.6);
  });

  it('send the same again for the same seed, and something else for another', async () => {
    const once = (name: string, seed: number) => ({ name, script: 'legitimate' as const, stages: steady(60, 1000), settings: { seed } });
    const { a = [], b = [], c = [] } = await run([once('a', 1), once('b', 1), once('c', 2)]);
    const all = (asked: Asked[]) => asked.slice(0, 50).map(({ method, path, headers }) => `${method} ${path} ${String(headers['x-forwarded-for'])}`).sort();
    const common = (one: string[], other: string[]) => one.filter((line) => other.includes(line)).length;
    expect(common(all(a), all(b))).to.be.greaterThan(45);
    expect(common(all(a), all(c))).to.be.lessThan(15);
  });

  it('refuse to flood a host that is neither loopback nor allowed, and ask no gate for it', async () => {
    target = await makeTarget(() => clock.now());
    const k6 = await k6Path();
    const script = join(import.meta.dirname, '../../../src/tools/k6/scripts/flood.ts');
    const attempt = async (entry: string, allow: readonly string[]) => {
      const gate = await makeGate('x', () => clock.now());
      let arrived = false;
      void gate.arrived.then(() => {
        arrived = true;
        gate.remove();
      });
      const plan = { gate: gate.url, stages: [{ rps: 1, forMs: 1000 }], report: 'counters', settings: { entry, shape: 'get', allow } };
      const ran = await $({ quiet: true, nothrow: true, env: { ...process.env, GAMEDAY_LOAD: encodeURIComponent(JSON.stringify(plan)), K6_NO_USAGE_REPORT: 'true' } })`${k6} run -q --summary-mode=disabled --address= ${script}`;
      gate.remove();
      return { code: ran.exitCode, arrived, said: ran.stderr };
    };
    for (const entry of ['http://192.0.2.1:8080/', 'http://127.0.0.1@192.0.2.1/', 'http://127.0.0.1.example.test/']) {
      const { code, arrived, said } = await attempt(entry, ['192.0.2.2']);
      expect([code, arrived], entry).to.deep.equal([108, false]);
      expect(said).to.match(/expected a target on loopback or among the allowed hosts \(192\.0\.2\.2\), got http:.*nothing was sent/);
    }
    expect((await attempt('http://192.0.2.2/', ['192.0.2.2'])).arrived).to.equal(true);
  });
});
