/** Tests the Lease of a namespace: who gets it, what is kept on it, when it is lost, and when it is freed. */
import { expect } from 'chai';
import { Problem } from '../../../src/problem.ts';
import { ApiProblem } from '../../../src/worlds/kubernetes/api/api-problem.ts';
import { acquireLease, type HeldLease, takeOverLease } from '../../../src/worlds/kubernetes/lease/lease.ts';
import { changesIn, descriptionIn, type LeaseObject, leaseRef, leaseState } from '../../../src/worlds/kubernetes/lease/lease-object.ts';
import { fakeClient, type FakeClient } from './fake-client.ts';

const never = new AbortController().signal;
const change = (inject: string, n = 0, size = 1) => ({ inject, n, action: 'latency', change: { proxy: 'mail', text: 'x'.repeat(size) } });
const now = (client: FakeClient) => leaseState(client.now(leaseRef) as LeaseObject);
const onLease = (client: FakeClient) => changesIn(now(client).book).kept.map(({ inject, n }) => `${inject}/${n}`);

async function problemOf(promise: Promise<unknown>): Promise<string> {
  const thrown = await promise.then(() => undefined, (error: unknown) => error);
  expect(thrown).to.be.instanceOf(Problem);
  return (thrown as Problem).message;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const untilMs = Date.now() + 10_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) if (Date.now() > untilMs) throw new Error(`expected ${what} within 10 s`);
}

/** The Lease as another process, or an earlier one, left it. */
const lease = ({ run = 'other', renewedMs = Date.now(), seconds = 10, annotations = {} }: { run?: string; renewedMs?: number; seconds?: number; annotations?: Record<string, string> } = {}) => {
  const time = new Date(renewedMs).toISOString();
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'gameday', annotations: { 'gameday.dev/holder': '{"who":"ada on her laptop","process":"laptop/1","heals":false}', ...annotations } }, spec: { holderIdentity: run, leaseDurationSeconds: seconds, leaseTransitions: 3, acquireTime: time, renewTime: time } };
};

describe('the Lease of a namespace', function () {
  this.timeout(30_000);
  const held: HeldLease[] = [];
  const acquire = async (client: FakeClient, run = 'mine', seconds?: number) => {
    const got = await acquireLease({ client, run, who: 'grace', ...(seconds !== undefined && { seconds }) });
    held.push(got);
    return got;
  };
  afterEach(async () => void (await Promise.allSettled(held.splice(0).map((each) => each.release()))));

  it('is made for the first run, renewed while it is held, freed by it, and got by the next', async () => {
    const client = fakeClient();
    const first = await acquire(client, 'one', 1);
    expect(now(client)).to.include({ run: 'one', turn: 0, seconds: 1 });
    const { renewedMs } = now(client);
    await until('two renewals', () => now(client).renewedMs > renewedMs + 400);
    expect(first.held()).to.equal(true);
    await first.release();
    expect(now(client)).to.deep.include({ run: undefined, book: {} });
    expect(first.held()).to.equal(false);
    await acquire(client, 'two');
    expect(now(client)).to.include({ run: 'two', turn: 1 });
  });

  it('is refused to a second run, which is told who holds it, since when, and what to do', async () => {
    const client = fakeClient([lease({ renewedMs: Date.now() - 2000 })]);
    const message = await problemOf(acquireLease({ client, run: 'mine', who: 'grace' }));
    expect(message).to.match(/run other \(ada on her laptop\), which has the Lease since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC and renewed it [2-9] s ago/).and.match(/gameday abort/);
    expect(client.changes()).to.deep.equal([]);
  });

  it('is refused where a run died and left changes, until these were withdrawn', async () => {
    const client = fakeClient([lease({ renewedMs: Date.now() - 60_000, annotations: { 'gameday.dev/change-0': JSON.stringify(change('slow')) } })]);
    expect(await problemOf(acquireLease({ client, run: 'mine', who: 'grace' }))).to.match(/run other ended without its end, and 1 of its changes is not withdrawn/).and.match(/reaper.*gameday heal/s);
    expect(client.changes()).to.deep.equal([]);
  });

  it('is got from a run that died with nothing changed, once that was watched for as long as a lease lasts', async () => {
    const client = fakeClient([lease({ renewedMs: Date.now() - 60_000, seconds: 1 })]);
    await acquire(client);
    expect(now(client)).to.include({ run: 'mine', turn: 4 });
  });

  it('is refused when that run shows itself alive, its clock being behind', async () => {
    const client = fakeClient([lease({ renewedMs: Date.now() - 60_000, seconds: 2 })]);
    const refused = problemOf(acquireLease({ client, run: 'mine', who: 'grace' }));
    await until('the Lease to be looked at', () => client.asked.length > 1);
    client.put(lease());
    expect(await refused).to.match(/run other \(ada/);
  });

  it('keeps changes before they are made, many in one write, newest first for whoever withdraws them, and forgets them', async () => {
    const client = fakeClient();
    const { keeper, kept } = await acquire(client);
    await keeper.keep([change('slow', 0), change('slow', 1)], never);
    expect(onLease(client)).to.deep.equal(['slow/1', 'slow/0']);
    const writes = client.changes().length;
    await Promise.all(['a', 'b', 'c', 'd'].map((inject) => keeper.keep([change(inject)], never)));
    expect(onLease(client)).to.deep.equal(['d/0', 'c/0', 'b/0', 'a/0', 'slow/1', 'slow/0']);
    expect(client.changes().length - writes).to.be.at.most(2);
    expect(kept()).to.deep.equal(changesIn(now(client).book).kept.map(({ key: _key, ...each }) => each));
    await keeper.forget(change('b'), never);
    expect(onLease(client)).to.deep.equal(['d/0', 'c/0', 'a/0', 'slow/1', 'slow/0']);
    await Promise.all(kept().map((each) => keeper.forget(each, never)));
    expect(onLease(client)).to.deep.equal([]);
  });

  it('refuses more than Kubernetes keeps on an object, in words, and goes on', async () => {
    const client = fakeClient();
    const { keeper } = await acquire(client);
    await keeper.keep([change('fits', 0, 200_000)], never);
    expect(await problemOf(keeper.keep([change('big', 0, 60_000)], never))).to.match(/at most 248 KiB of open changes on the Lease, got 255 KiB with the changes of big/);
    await keeper.keep([change('small')], never);
    expect(onLease(client)).to.deep.equal(['small/0', 'fits/0']);
  });

  it('does not say that a change is kept while the API server is away, and takes off later what may have arrived', async () => {
    let away = false;
    const client = fakeClient([], { before: (verb) => { if (away && verb === 'merge') throw new ApiProblem(503, { expected: 'an answer', got: '503: away' }); } });
    const { keeper } = await acquire(client, 'mine', 4);
    away = true;
    expect(await problemOf(keeper.keep([change('lost')], AbortSignal.timeout(600)))).to.match(/the changes of lost on the Lease, got.*503: away/s);
    away = false;
    await keeper.keep([change('next')], never);
    expect(onLease(client)).to.deep.equal(['next/0']);
  });

  it('waits out a short absence of the API server', async () => {
    let away = true;
    const client = fakeClient([], { before: (verb) => { if (away && verb === 'merge') throw new Error('ECONNREFUSED'); } });
    const { keeper, held } = await acquire(client);
    const keeping = keeper.keep([change('slow')], never);
    await until('two tries', () => client.asked.filter((each) => each.startsWith('merge')).length >= 2);
    away = false;
    await keeping;
    expect(onLease(client)).to.deep.equal(['slow/0']);
    expect(held()).to.equal(true);
  });

  it('is not held any more before anybody may take it over, when renewals fail', async () => {
    let away = false;
    const client = fakeClient([], { before: (verb) => { if (away && verb === 'merge') throw new Error('ECONNREFUSED'); } });
    const mine = await acquire(client, 'mine', 2);
    away = true;
    const { renewedMs } = now(client);
    let heldMs = 0;
    await until('the hold to end', () => {
      const askedMs = Date.now();
      if (!mine.held()) return true;
      heldMs = askedMs - renewedMs;
      return false;
    });
    // A quarter of it before others may take it, and no sooner than renewals are due.
    expect(heldMs, 'ms since the last renewal').to.be.at.most(1500);
    expect(Date.now() - renewedMs).to.be.at.least(1450);
    expect(mine.saw).to.match(/last renewed \d\.\d s ago of 2 s \(ECONNREFUSED\)/);
    away = false;
    await until('it to be held again, nobody having taken it', () => mine.held());
  });

  it('is lost at the first write after somebody took it, and kept when somebody only wrote on it', async () => {
    const client = fakeClient();
    const mine = await acquire(client);
    await client.merge(leaseRef, { metadata: { annotations: { 'example.com/note': 'hello' } } });
    await mine.keeper.keep([change('slow')], never);
    expect(mine.held()).to.equal(true);
    await client.merge(leaseRef, { spec: { leaseTransitions: 1 } });
    expect(await problemOf(mine.keeper.keep([change('late')], never))).to.match(/took Lease gameday of namespace drill over/);
    expect(mine.held()).to.equal(false);
    expect(onLease(client)).to.deep.equal(['slow/0']);
    await mine.release();
    expect(now(client).run).to.equal('mine');
  });

  it('is lost when it was deleted', async () => {
    const client = fakeClient();
    const mine = await acquire(client);
    client.drop(leaseRef);
    expect(await problemOf(mine.describe({ world: 'kubernetes' }))).to.match(/was deleted/);
    expect(mine.held()).to.equal(false);
  });

  it('is left to the reaper, which may take it a second later, when changes are left on it', async () => {
    const client = fakeClient();
    const mine = await acquire(client);
    await mine.describe({ world: 'kubernetes', namespace: 'drill' });
    await mine.keeper.keep([change('stuck')], never);
    await mine.release();
    expect(now(client)).to.include({ run: 'mine', seconds: 1 });
    expect(descriptionIn(now(client).book)).to.deep.equal({ world: 'kubernetes', namespace: 'drill' });
    expect(onLease(client)).to.deep.equal(['stuck/0']);
  });

  it('goes with its changes to whoever withdraws for the run, and to nobody beside it', async () => {
    const client = fakeClient([lease({ run: 'mine', annotations: { 'gameday.dev/change-7': JSON.stringify(change('slow')) } })]);
    const healer = await takeOverLease({ client, run: 'mine', who: 'the reaper on her laptop' });
    if (healer === undefined) throw new Error('expected the Lease');
    held.push(healer);
    expect(healer.kept()).to.deep.equal([change('slow')]);
    // The same process asks again, for the world that it reopens.
    expect(await takeOverLease({ client, run: 'mine', who: 'the reaper on her laptop' })).to.equal(undefined);
    expect(await takeOverLease({ client, run: 'another', who: 'somebody' })).to.equal(undefined);
    await healer.keeper.keep([change('next')], never);
    expect(Object.keys(now(client).book)).to.deep.equal(['gameday.dev/change-7', 'gameday.dev/change-8']);
    for (const each of healer.kept()) await healer.keeper.forget(each, never);
    await healer.release();
    expect(now(client).run).to.equal(undefined);
  });

  it('is refused to a second one who would withdraw while the first is at it', async () => {
    const client = fakeClient([lease({ run: 'mine', annotations: { 'gameday.dev/holder': '{"who":"the reaper in the namespace","process":"gameday-agent-1/7","heals":true}' } })]);
    expect(await problemOf(takeOverLease({ client, run: 'mine', who: 'ada' }))).to.match(/what run mine left is being withdrawn by the reaper in the namespace/);
    expect(client.changes()).to.deep.equal([]);
  });
});
