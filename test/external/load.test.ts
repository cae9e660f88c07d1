/** Tests load on hosts outside the cluster: from a real k6 of this machine, behind the gate that is asked once more, to listed hosts alone. */
import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Load, LoadSecond, LoadSpec } from '../../src/ports/load.ts';
import { Problem } from '../../src/problem.ts';
import type { Child } from '../../src/record/events.ts';
import { freshHttp } from '../../src/tools/http.ts';
import { k6Environment } from '../../src/tools/k6/command.ts';
import { refuseBeyondLoopback } from '../../src/tools/k6/loopback-only.ts';
import { machineProcesses } from '../../src/tools/processes.ts';
import { externalLoad } from '../../src/worlds/kubernetes/external/load.ts';
import { outsideLoad, stopsOutside } from '../../src/worlds/kubernetes/external/outside-load.ts';
import { externalProbes } from '../../src/worlds/kubernetes/external/probes.ts';
import type { ClusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { makeOutside, originAt, type Outside, shop } from './rig.ts';

const soon = () => AbortSignal.timeout(15_000);
const flood = (entry: string, more: Partial<LoadSpec> = {}): LoadSpec => ({ name: 'x', script: 'flood', report: 'counters', stages: [{ rps: 20, forMs: 0 }, { rps: 20, forMs: 2000 }], settings: { entry, shape: 'get' }, ...more });

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const thrown = await promise.then(() => undefined, (error: unknown) => error);
  expect(thrown).to.be.instanceOf(Problem);
  return thrown as Problem;
}

/** Generators in the cluster that only remember what they were asked for. */
function insideLoad(asked: LoadSpec[]): Load {
  const none = async () => {};
  return { prepare: async (spec) => (asked.push(spec), { name: spec.name, job: { kind: 'Job', name: spec.name, uid: '1' } }), open: async () => 0, close: none, kill: none, running: async () => true, follow: async () => ({ code: 0, saw: '' }), names: () => asked.map(({ name }) => name) };
}

describe('load on hosts outside the cluster', () => {
  let outside: Outside;
  let logs: string;
  let born: Child[];
  let asked: LoadSpec[];
  beforeEach(async () => {
    outside = await makeOutside();
    logs = await mkdtemp(join(tmpdir(), 'gameday-external-'));
    born = [];
    asked = [];
  });
  afterEach(async () => {
    await Promise.all(born.map((child) => machineProcesses(clock).stop(child, 0)));
    await outside.close();
    await rm(logs, { recursive: true, force: true });
  });

  const k6For = (settings: ClusterSettings) => outsideLoad(settings, { run: 'external', logs, born: (child) => void born.push(child), died: () => {} });
  const loadFor = async (settings: ClusterSettings): Promise<Load> => {
    const { entries, external } = settings;
    if (external === undefined) throw new Error('expected settings with external hosts');
    return externalLoad({ settings, http: externalProbes({ entries, external }, freshHttp, clock).http, inside: insideLoad(asked), outside: await k6For(settings) });
  };
  const direct = () => `http://${originAt}:${outside.port}`;

  it('arrives from a k6 of this machine, which another process can stop', async () => {
    const settings = outside.settings();
    const load = await loadFor(settings);
    const change = await load.prepare(flood(direct()), soon());
    expect(change.child?.pid).to.equal(born[0]?.pid);
    expect(outside.came.map(({ url }) => url), 'only the token so far').to.deep.equal(['/.well-known/gameday.txt', '/.well-known/gameday.txt']);
    await load.open(change);
    const seconds: LoadSecond[] = [];
    await load.follow('x', (second) => seconds.push(second), soon());
    const arrived = outside.came.filter(({ url }) => !url.startsWith('/.well-known')).length;
    expect(arrived).to.be.within(20, 45);
    expect(seconds.reduce((sum, second) => sum + second.offered, 0)).to.be.at.least(20);
    expect(asked).to.deep.equal([]);

    const more = await load.prepare(flood(direct(), { name: 'y' }), soon());
    const stranger = externalLoad({ settings, http: freshHttp, inside: insideLoad([]), outside: stopsOutside(settings, 'external') });
    expect(await stranger.running(more)).to.equal(true);
    await stranger.close(more, soon());
    expect(await load.running(more)).to.equal(false);
    const reaper = externalLoad({ settings, http: freshHttp, inside: insideLoad([]) });
    expect((await problemOf(reaper.running(more))).message).to.contain('on the machine of the runner');
  });

  it('is refused right before it is made, where the gate was shut meanwhile', async () => {
    const load = await loadFor(outside.settings());
    outside.serve('');
    const { message } = await problemOf(load.prepare(flood(direct()), soon()));
    expect(message).to.contain('generator "x"').and.to.contain('status 404');
    expect(born).to.deep.equal([]);
  });

  it('is capped together, with legitimate traffic and with what waits, and not with what ended', async () => {
    const load = await loadFor(outside.settings({ rps: 30 }));
    const first = await load.prepare(flood(direct()), soon());
    const second = flood(direct(), { name: 'users', script: 'legitimate', report: 'samples' });
    expect((await problemOf(load.prepare(second, soon()))).message).to.contain('40 requests/s').and.to.contain('external.rps');
    await load.close(first, soon());
    const change = await load.prepare(second, soon());
    await load.close(change, soon());
  });

  it('starts in the cluster where the scenario says so, with the hosts that its script may send to and names kept by nobody', async () => {
    const load = await loadFor(outside.settings({ loadFrom: 'cluster' }));
    const change = await load.prepare(flood(`http://${shop}:${outside.port}`), soon());
    expect(change.job?.kind).to.equal('Job');
    expect(asked[0]?.settings).to.deep.include({ allow: [shop, originAt], freshNames: true });
    expect(asked[0] && k6Environment(asked[0], 'http://gate')).to.include({ K6_DNS: 'ttl=0,select=random,policy=preferIPv4' });
    expect(k6Environment(flood('http://edge.drill.svc'), 'http://gate')).to.not.have.property('K6_DNS');
  });

  it('goes to entries of the drill alone; what stays inside is none of its business', async () => {
    const load = await loadFor(outside.settings());
    expect((await problemOf(load.prepare(flood(`http://${originAt}:1`), soon()))).message).to.contain('a target among the entries of this drill');
    const mixed = flood(`http://${shop}:${outside.port}`, { settings: { entry: `http://${shop}:${outside.port}`, shape: 'get', also: 'http://elsewhere.test' } });
    expect((await problemOf(load.prepare(mixed, soon()))).message).to.contain('elsewhere.test');
    expect((await load.prepare(flood('http://edge.drill.svc'), soon())).job?.kind).to.equal('Job');
    expect(asked[0]?.settings).to.not.have.property('freshNames');
    expect(born).to.deep.equal([]);
  });

  it("is none of a team's own script: what a diversion changes can't be held to by addresses", async () => {
    const load = await loadFor(outside.settings());
    const script = { path: './attack.ts', classes: { default: 1 }, requests: 1, takesMs: 1000 };
    const { message } = await problemOf(load.prepare(flood(direct(), { script, settings: { entry: direct(), entries: { front: direct() } } }), soon()));
    expect(message).to.match(/^expected entries in the namespace alone, for a script of the team's own, got some outside the cluster \(generator "x"\)\n.*may change meanwhile/);
    expect(born).to.deep.equal([]);
  });

  it('passes the fence of k6 for exactly the hosts that were allowed, and the script of floods has the same list', async () => {
    const allowed = [shop];
    refuseBeyondLoopback('x', { entry: `http://${shop}/` }, allowed);
    expect(() => refuseBeyondLoopback('x', { entry: `http://${shop}.evil.test/` }, allowed)).to.throw(Problem, shop);
    expect(() => refuseBeyondLoopback('x', { entry: `http://${shop}/` })).to.throw(Problem, 'loopback');
    const k6 = (await k6For(outside.settings())) ?? expect.fail('expected a k6');
    expect((await problemOf(k6.prepare(flood('http://elsewhere.test'), soon()))).message).to.contain('elsewhere.test');
    // Without the list in its settings, the script itself sends nothing.
    const script = await problemOf(k6.prepare(flood(`http://${shop}:${outside.port}`), soon()));
    expect(script.message + (await readFile(join(logs, 'x.k6.log'), 'utf8').catch(() => ''))).to.contain('nothing was sent');
  });
});
