/** Tests generators that run a team's own k6 script: real k6 processes against a tiny target, behind gameday's gate, cap and fence. */
import { createServer } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LoadSecond, LoadSpec, TeamScript } from '../../../src/ports/load.ts';
import type { Child } from '../../../src/record/events.ts';
import { k6Load } from '../../../src/tools/k6/load.ts';
import { machineProcesses } from '../../../src/tools/processes.ts';
import { systemClock as clock } from '../../../src/worlds/system-clock.ts';
import { k6Path } from './k6-program.ts';
import { packedScript } from './packed.ts';
import { makeTarget, type Asked, type Target } from './target.ts';

const never = () => new AbortController().signal;
const script = `import http from 'k6/http';
import { sleep } from 'k6';
const target = __ENV['GAMEDAY_TARGET'];
export const options = { userAgent: 'of-the-team', scenarios: { mine: { executor: 'constant-vus', vus: 50, duration: '1h' } }, rps: 1, thresholds: { http_reqs: ['count<1'] }, blacklistIPs: ['127.0.0.0/8'], hosts: { 'shop.example': '192.0.2.9', 'door.example': '127.0.0.1' } };
export function setup() { http.post(target + '/setup'); return { token: 'of-setup' }; }
export function browse({ token }) { http.get(target + '/browse?' + token, { tags: { name: 'odd,"name&class=none' } }); }
export async function search() { http.get(__ENV['GAMEDAY_TARGET_SIDE_DOOR'] + '/search'); }
export function twice() { http.get(target + '/one'); http.get(target + '/two'); }
export function many() { for (let n = 0; n < 8; n++) http.get(target + '/many'); }
export function broken() { throw new TypeError('no "such" thing'); }
export async function late() { await Promise.reject(new Error('too late')); }
export function astray() { http.get(__ENV['GAMEDAY_TARGET_ELSEWHERE']); http.get('http://192.0.2.7/', { timeout: '1s' }); }
export function byName() { http.get('http://shop.example/', { timeout: '1s' }); http.get(target.replace('127.0.0.1', 'door.example') + '/door'); }
export function slow() { sleep(30); }
export function teardown({ token }) { http.post(target + '/teardown?' + token); }
`;

describe("a generator of a team's own script", function () {
  this.timeout(30_000);
  let logs: string;
  let target: Target;
  const born: Child[] = [];

  afterEach(async () => {
    const processes = machineProcesses(clock);
    await Promise.all(born.splice(0).map((child) => processes.stop(child, 0)));
    await target.close();
    await rm(logs, { recursive: true, force: true });
  });

  interface How extends Partial<Pick<LoadSpec, 'report'>> {
    readonly rps?: number;
    readonly forMs?: number;
    readonly team?: Partial<TeamScript>;
    readonly entries?: Readonly<Record<string, string>>;
    readonly status?: (asked: Asked) => number;
  }

  async function prepare(classes: TeamScript['classes'], { report = 'samples', rps = 40, forMs = 1500, team, entries, status }: How = {}) {
    logs = await mkdtemp(join(tmpdir(), 'gameday-k6-'));
    target = await makeTarget(() => clock.now(), status);
    const load = k6Load({ run: 'test', k6: await k6Path(), clock, logs, born: (child) => born.push(child), died: () => {}, scripts: [await packedScript(script, './users.js')] });
    const spec: LoadSpec = { name: 'x', script: { path: './users.js', classes, requests: 1, takesMs: 2000, ...team }, report, stages: [{ rps, forMs: 0 }, { rps, forMs }], settings: { entry: `${target.url}/`, entries: { 'side-door': `${target.url}/`, ...entries } } };
    const change = await load.prepare(spec, never());
    return { load, change };
  }

  async function run(classes: TeamScript['classes'], how: How = {}) {
    const { load, change } = await prepare(classes, how);
    await load.open(change);
    const seconds: LoadSecond[] = [];
    const end = await load.follow('x', (second) => seconds.push(second), never());
    expect(end.code, end.saw).to.equal(0);
    const sum = (of: (second: LoadSecond) => number) => seconds.reduce((all, second) => all + of(second), 0);
    return { end, sum, of: (name: string, what: 'sent' | 'ok' | 'blocked' | 'failed') => sum((second) => second.classes[`${name}/all`]?.[what] ?? 0), asked: (path: string) => target.asked.filter((one) => one.path.startsWith(path)) };
  }

  it('sends nothing before its gate, then prepares itself, runs its functions by their shares, and puts away', async () => {
    const { load, change } = await prepare({ browse: 0.75, search: 0.25 }, { rps: 80 });
    await clock.sleep(300);
    expect(target.asked).to.deep.equal([]);
    // What a script brings along stays nowhere; how it was run does.
    expect((await readdir(logs)).toSorted()).to.deep.equal(['x.k6.json', 'x.k6.log']);
    await load.open(change);
    const seconds: LoadSecond[] = [];
    const end = await load.follow('x', (second) => seconds.push(second), never());
    expect(end).to.deep.equal({ code: 0, saw: 'k6 ended with 0: it sent its whole profile', asked: false });
    const paths = target.asked.map(({ path }) => path);
    expect([paths[0], paths.at(-1)]).to.deep.equal(['/setup', '/teardown?of-setup']);
    const [browsed, searched] = [paths.filter((path) => path === '/browse?of-setup').length, paths.filter((path) => path === '/search').length];
    expect(browsed + searched).to.equal(paths.length - 2).and.be.within(110, 125);
    // Within four standard deviations of the draws.
    expect(searched).to.be.closeTo((browsed + searched) / 4, 4 * Math.sqrt(120 * 0.25 * 0.75));
    const sent = (name: string) => seconds.reduce((all, second) => all + (second.classes[name]?.sent ?? 0), 0);
    expect(['browse/all', 'search/all', 'setup/all', 'teardown/all', 'none/all'].map(sent)).to.deep.equal([browsed, searched, 1, 1, 0]);
    expect(seconds.reduce((all, { offered }) => all + offered, 0)).to.equal(paths.length);
    // Its own way of speaking is kept, and its own load, cap and thresholds are not.
    expect(new Set(target.asked.map(({ headers }) => headers['user-agent']))).to.deep.equal(new Set(['of-the-team']));
  });

  it('counts good, blocked and failed requests of each function apart, with what the user waited', async () => {
    const { of, sum } = await run({ browse: 0.4, search: 0.3, twice: 0.3 }, { team: { requests: 2 }, status: ({ path }) => (path.startsWith('/search') ? 403 : path === '/two' ? 503 : 200) });
    expect(of('search', 'blocked')).to.equal(of('search', 'sent')).and.be.greaterThan(0);
    expect(of('browse', 'ok')).to.equal(of('browse', 'sent')).and.be.greaterThan(0);
    expect(of('twice', 'failed')).to.equal(of('twice', 'ok')).and.be.greaterThan(0);
    expect(sum(({ passed }) => passed)).to.equal(of('browse', 'ok') + of('twice', 'ok') + of('setup', 'ok') + of('teardown', 'ok'));
    const timed = sum(({ classes }) => (classes['browse/all']?.hist ?? []).filter((_, n) => n % 2 === 1).reduce((all, n) => all + n, 0));
    expect(timed).to.equal(of('browse', 'sent'));
  });

  it('shows an iteration that throws, at once or later, as a failure, and says what the last one said', async () => {
    const { end, of } = await run({ browse: 0.5, broken: 0.25, late: 0.25 });
    expect([of('broken', 'failed'), of('late', 'failed')]).to.deep.equal([of('broken', 'sent'), of('late', 'sent')]);
    const threw = of('broken', 'sent') + of('late', 'sent');
    expect(threw).to.be.greaterThan(10);
    expect(end.saw).to.match(new RegExp(`^k6 ended with 0: it sent its whole profile; ${threw} iterations threw \\((?:broken\\(\\) threw TypeError: no "such" thing|late\\(\\) threw Error: too late)\\)$`));
    expect(of('browse', 'ok')).to.equal(of('browse', 'sent'));
  });

  for (const report of ['samples', 'counters'] as const) {
    it(`is stopped from reaching what is not loopback, and its attempts are counted (${report})`, async () => {
      const elsewhere = createServer((_request, response) => response.end('here'));
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const { end, sum } = await run({ astray: 1 }, { report, rps: 20, team: { requests: 2 }, entries: { elsewhere: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/` } });
      elsewhere.close();
      const stray = Number(/; (\d+) requests were meant for an address outside this drill, and stopped$/.exec(end.saw)?.[1]);
      expect(stray, end.saw).to.be.within(25, 31);
      // Half of what it tried, beside setup and teardown, was let through.
      expect(sum(({ offered }) => offered)).to.equal(2 * stray + 2);
      expect(sum(({ passed }) => passed)).to.equal(stray + 2);
    });
  }

  it('keeps the names that it maps itself, and gets no further by them', async () => {
    const { end, of, asked } = await run({ byName: 1 }, { rps: 20, team: { requests: 2 } });
    expect(asked('/door').length).to.equal(of('byName', 'ok')).and.equal(of('byName', 'failed')).and.be.greaterThan(20);
    expect(end.saw).to.include(`; ${of('byName', 'failed')} requests were meant for an address outside this drill`);
  });

  it('is counted by its requests as a flood, whatever an iteration sends', async () => {
    const { sum, end } = await run({ twice: 0.5, browse: 0.5 }, { report: 'counters', rps: 60, team: { requests: 2 }, status: ({ path }) => (path === '/two' ? 503 : 200) });
    expect(end.saw).to.equal('k6 ended with 0: it sent its whole profile');
    expect(sum(({ offered, dropped }) => offered - dropped)).to.equal(target.asked.length).and.be.greaterThan(100);
    expect(sum(({ passed }) => passed)).to.equal(target.asked.filter(({ path }) => path !== '/two').length);
  });

  it('is held to the requests that it may send, and what it could not send is counted as dropped', async () => {
    const { sum } = await run({ many: 1 }, { report: 'counters', rps: 30, forMs: 2000, team: { requests: 2, takesMs: 500 } });
    // A tenth more than 60 a second, for 2 s and half a second in which the last may end; it wanted 480.
    expect(target.asked.length).to.be.greaterThan(80).and.lessThan(66 * 3);
    expect(sum(({ dropped }) => dropped)).to.be.greaterThan(20);
  });

  it('stops at once when it is closed, in the middle of a pause too, and has a moment to put away', async () => {
    const { load, change } = await prepare({ slow: 0.5, browse: 0.5 }, { forMs: 60_000 });
    await load.open(change);
    while (!target.asked.some(({ path }) => path.startsWith('/browse'))) await clock.sleep(20);
    await load.close(change, never());
    expect(await load.running(change)).to.equal(false);
    const count = target.asked.length;
    expect(target.asked.at(-1)?.path).to.equal('/teardown?of-setup');
    await clock.sleep(300);
    expect(target.asked).to.have.length(count);
    expect(await load.follow('x', () => {}, never())).to.deep.include({ code: 105, asked: true });
  });

  it('is refused before anything is started when nobody packed it', async () => {
    const { load } = await prepare({ browse: 1 });
    const thrown = await load.prepare({ name: 'y', script: { path: './other.js', classes: { default: 1 }, requests: 1, takesMs: 100 }, report: 'samples', stages: [], settings: { entry: target.url, entries: {} } }, never()).then(() => undefined, String);
    expect(thrown).to.match(/expected the script \.\/other\.js to be packed, got \.\/users\.js \(generator "y"\)/);
    expect(born).to.have.length(1);
  });
});
