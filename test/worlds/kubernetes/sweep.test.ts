/** Tests the broom of a namespace: what carries a run's mark goes, what somebody else has or set stays. */
import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { reapLeases, type Left } from '../../../src/worlds/kubernetes/lease/reaper.ts';
import { acquireLease } from '../../../src/worlds/kubernetes/lease/lease.ts';
import { type LeaseObject, leaseRef, leaseState } from '../../../src/worlds/kubernetes/lease/lease-object.ts';
import { type ClusterObject, refTo, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { sweep } from '../../../src/worlds/kubernetes/swaps/sweep.ts';
import { fakeClient, type FakeClient } from './fake-client.ts';

const soon = () => AbortSignal.timeout(5000);
const object = (kind: keyof typeof types, name: string, run?: string) => ({ ...types[kind], metadata: { name, ...(run !== undefined && { labels: { 'gameday.dev/run': run } }) } });
const switched = (run: string, selector: object = { app: 'toxiproxy' }) => ({
  ...types.Service,
  metadata: { name: 'payments', annotations: { 'gameday.dev/swapped-selector': JSON.stringify({ run, from: { app: 'payments' }, to: { app: 'toxiproxy' } }) } },
  spec: { selector },
});
const selector = (client: FakeClient) => client.now(refTo(types.Service, 'payments'))?.['spec'];

describe('the broom', () => {
  it('removes what was made for the run and nothing else, after fields are put back', async () => {
    const client = fakeClient([switched('mine'), ...(['TestRun', 'Job', 'Deployment', 'Service', 'ConfigMap', 'Pod'] as const).flatMap((kind) => [object(kind, 'made', 'mine'), object(kind, 'other', 'theirs'), object(kind, 'plain')])]);
    expect(await sweep({ client, run: 'mine' }, soon())).to.deep.equal([]);
    expect(selector(client)).to.deep.equal({ selector: { app: 'payments' } });
    for (const kind of ['TestRun', 'Job', 'Deployment', 'Service', 'ConfigMap', 'Pod'] as const) {
      expect(client.now(refTo(types[kind], 'made')), kind).to.equal(undefined);
      expect(client.now(refTo(types[kind], 'other')), kind).not.to.equal(undefined);
      expect(client.now(refTo(types[kind], 'plain')), kind).not.to.equal(undefined);
    }
    const changes = client.changes();
    expect(changes[0]).to.equal('merge Service payments');
    const again = changes.length;
    expect(await sweep({ client, run: 'mine' }, soon())).to.deep.equal([]);
    expect(client.changes()).to.have.lengthOf(again);
  });

  it('keeps what somebody else set meanwhile, and tells it once', async () => {
    const client = fakeClient([switched('mine', { app: 'payments-v2' })]);
    const kept: string[] = [];
    expect(await sweep({ client, run: 'mine', kept: (what) => kept.push(what) }, soon())).to.deep.equal([]);
    expect(selector(client)).to.deep.equal({ selector: { app: 'payments-v2' } });
    expect(kept).to.have.lengthOf(1);
    expect(kept[0]).to.include('payments-v2');
  });

  it("leaves another run's swap alone", async () => {
    const client = fakeClient([switched('theirs')]);
    expect(await sweep({ client, run: 'mine' }, soon())).to.deep.equal([]);
    expect(selector(client)).to.deep.equal({ selector: { app: 'toxiproxy' } });
  });

  it('says what is left when its time is up, ends generators although a field cannot be put back, and keeps what a Service leads to', async () => {
    const client = fakeClient([switched('mine'), object('Job', 'flood', 'mine'), object('Deployment', 'toxiproxy', 'mine')], { before: (verb, { kind }) => { if (verb === 'merge' && kind === 'Service') throw new Error('the webhook says no'); } });
    const left = await sweep({ client, run: 'mine' }, AbortSignal.timeout(600));
    expect(left).to.deep.equal(['selector of Service payments could not be put back (the webhook says no)']);
    expect(client.now(refTo(types.Job, 'flood'))).to.equal(undefined);
    expect(client.now(refTo(types.Deployment, 'toxiproxy'))).not.to.equal(undefined);
  });

  it('tries again while the API server is away', async () => {
    let tries = 0;
    const client = fakeClient([object('Job', 'flood', 'mine')], { before: (verb) => { if (verb === 'list' && (tries += 1) < 30) throw new Error('ECONNREFUSED'); } });
    expect(await sweep({ client, run: 'mine' }, soon())).to.deep.equal([]);
    expect(client.now(refTo(types.Job, 'flood'))).to.equal(undefined);
    expect(await sweep({ client: fakeClient([], { before: () => { throw new Error('ECONNREFUSED'); } }), run: 'mine' }, AbortSignal.timeout(300))).to.include('Jobs of the run could not be looked for (ECONNREFUSED)');
  });
});

describe('the reaper in a cluster', function () {
  this.timeout(30_000);
  const change = { inject: 'slow', n: 0, action: 'latency', change: { proxy: 'mail' } };
  const lease = (client: FakeClient) => leaseState(client.now(leaseRef) as LeaseObject);
  const dead = (seconds = 1, annotations: Record<string, string> = { 'gameday.dev/change-0': JSON.stringify(change), 'gameday.dev/description': '{"world":"kubernetes"}' }) => ({
    ...types.Lease,
    metadata: { name: 'gameday', annotations },
    spec: { holderIdentity: 'mine', leaseDurationSeconds: seconds, leaseTransitions: 0, renewTime: '2013-05-01T00:00:00.000000Z' },
  });
  let stop = new AbortController();
  let reaping: Promise<void> = Promise.resolve();
  let answers = 0;
  afterEach(async () => {
    stop.abort();
    await reaping;
  });
  function watch(client: FakeClient, heal: (left: Left) => Promise<readonly string[]>) {
    stop = new AbortController();
    const said: string[] = [];
    reaping = reapLeases({ client, who: 'the reaper', heal, say: (what) => said.push(what), answered: () => (answers += 1), stop: stop.signal });
    return said;
  }
  async function until(what: string, holds: () => boolean, limitMs = 15_000) {
    for (const untilMs = Date.now() + limitMs; !holds(); await sleep(20)) if (Date.now() > untilMs) throw new Error(`expected ${what} within ${limitMs / 1000} s`);
  }
  const forgetting = (seen: Left[]) => async (left: Left) => {
    seen.push(left);
    for (const each of left.kept) await left.lease.keeper.forget(each, soon());
    return [];
  };

  it('takes over a Lease that is not renewed, withdraws what is kept on it, sweeps, says so on the Lease and in an Event, and frees it', async () => {
    const client = fakeClient([dead(), object('Job', 'flood', 'mine')]);
    const seen: Left[] = [];
    watch(client, forgetting(seen));
    await until('a free Lease', () => lease(client).run === undefined);
    expect(seen.map(({ run, description, kept }) => ({ run, description, kept }))).to.deep.equal([{ run: 'mine', description: { world: 'kubernetes' }, kept: [change] }]);
    expect(client.now(refTo(types.Job, 'flood'))).to.equal(undefined);
    expect(lease(client).book).to.deep.equal({});
    const note: unknown = JSON.parse(client.now(leaseRef)?.metadata?.annotations?.['gameday.dev/reaped'] ?? '');
    expect(note).to.include({ run: 'mine', withdrawn: 1 }).and.deep.include({ left: [], kept: [] });
    const [event] = await client.list<ClusterObject & { reason?: string; message?: string }>(types.Event);
    expect(event).to.deep.include({ reason: 'Reaped', message: 'Run mine ended without its end: 1 change withdrawn, nothing of it is left.' });
  });

  it('lets a Lease alone that is renewed, whatever its times say', async () => {
    const client = fakeClient();
    const held = await acquireLease({ client, run: 'mine', who: 'grace', seconds: 1 });
    const seen: Left[] = [];
    watch(client, forgetting(seen));
    // As long as a dead one would have lasted, twice.
    const { renewedMs } = lease(client);
    await until('several renewals', () => lease(client).renewedMs > renewedMs + 2500);
    expect(seen).to.deep.equal([]);
    expect(held.held()).to.equal(true);
    await held.release();
  });

  it('does not count the time in which the API server was away', async () => {
    let away = false;
    let looks = 0;
    const client = fakeClient([dead()], { before: (verb) => { looks += verb === 'read' ? 1 : 0; if (away) throw new Error('ECONNREFUSED'); } });
    const seen: Left[] = [];
    const said = watch(client, forgetting(seen));
    await until('a first look', () => looks === 1);
    away = true;
    await until('several looks', () => looks === 6);
    away = false;
    expect(seen).to.deep.equal([]);
    await until('a free Lease', () => lease(client).run === undefined);
    expect(looks).to.be.at.least(8);
    expect(said[0]).to.match(/could not be looked at/);
    expect(said[1]).to.equal('the API server answers again');
  });

  it('tries again until nothing is left, and holds the Lease so long', async () => {
    const client = fakeClient([dead()]);
    const seen: Left[] = [];
    let tries = 0;
    watch(client, async (left) => ((tries += 1) < 3 ? Promise.reject(new Error('the outpost does not answer')) : forgetting(seen)(left)));
    await until('a second try', () => tries === 2);
    expect(lease(client).run).to.equal('mine');
    await until('a free Lease', () => lease(client).run === undefined);
    const events = await client.list<ClusterObject & { reason?: string; message?: string }>(types.Event);
    expect(events.map(({ reason }) => reason)).to.deep.equal(['ReapingFailed', 'Reaped']);
    expect(events[0]?.message).to.include('the outpost does not answer');
  });

  it('shows that the API server answers also while a withdrawal takes long, and only then', async () => {
    let away = false;
    const client = fakeClient([dead()], { before: (verb) => { if (away && verb === 'merge') throw new Error('ECONNREFUSED'); } });
    const { promise, resolve } = Promise.withResolvers<void>();
    let left: Left | undefined;
    watch(client, (given) => ((left = given), promise.then(() => forgetting([])(given))));
    await until('the withdrawal', () => left !== undefined);
    const before = answers;
    await until('answers', () => answers > before + 2);
    away = true;
    await until('the hold to end', () => left?.lease.held() === false);
    const after = answers;
    await sleep(1000);
    expect(answers).to.equal(after);
    away = false;
    await until('answers again', () => answers > after);
    resolve();
    await until('a free Lease', () => lease(client).run === undefined);
  });

  it('ends its work when somebody else takes the Lease', async () => {
    const client = fakeClient([dead()]);
    let tries = 0;
    const said = watch(client, async () => {
      tries += 1;
      await client.merge(leaseRef, { spec: { leaseTransitions: 9, renewTime: new Date().toISOString().replace('Z', '000Z'), leaseDurationSeconds: 60 } });
      return ['one change'];
    });
    await until('it to notice', () => said.includes('the Lease was lost'));
    expect(lease(client).run).to.equal('mine');
    expect(tries).to.be.at.most(3);
  });

  it('takes the Lease once more when its own hold on it ran out, the API server having been away for long', async function () {
    this.timeout(90_000);
    let away = false;
    const client = fakeClient([dead()], { before: (verb) => { if (away && verb === 'merge') throw new Error('ECONNREFUSED'); } });
    const seen: Left[] = [];
    const said = watch(client, async (left) => {
      away = !said.includes('the Lease was lost');
      return away ? ['one change'] : forgetting(seen)(left);
    });
    await until('its hold to run out', () => said.includes('the Lease was lost'), 30_000);
    away = false;
    await until('a free Lease', () => lease(client).run === undefined, 30_000);
    expect(lease(client).turn).to.equal(2);
    expect(seen.map(({ kept }) => kept)).to.deep.equal([[change]]);
  });

  it('takes nothing over from a run that names no world but sweeps', async () => {
    const client = fakeClient([dead(1, {}), object('Pod', 'flood', 'mine')]);
    const seen: Left[] = [];
    watch(client, forgetting(seen));
    await until('a free Lease', () => lease(client).run === undefined);
    expect(seen.map(({ description, kept }) => ({ description, kept }))).to.deep.equal([{ description: undefined, kept: [] }]);
    expect(client.now(refTo(types.Pod, 'flood'))).to.equal(undefined);
  });
});
