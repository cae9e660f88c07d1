/** Tests the Lease and the reaper against a real cluster: one of two gets it, changes survive on it, and a runner that is killed leaves nothing. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { Problem } from '../../src/problem.ts';
import { installAgent } from '../../src/worlds/kubernetes/install/install.ts';
import { acquireLease, type HeldLease, takeOverLease } from '../../src/worlds/kubernetes/lease/lease.ts';
import { changesIn, type LeaseState, readLease } from '../../src/worlds/kubernetes/lease/lease-object.ts';
import { type ClusterObject, refTo, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { eventually, inNamespace } from './kit.ts';
import { otherClient } from './other-client.ts';
import { confined, image } from './staging.ts';

const soon = () => AbortSignal.timeout(10_000);
const change = (inject: string, n = 0, size = 1) => ({ inject, n, action: 'latency', change: { text: 'x'.repeat(size) } });

describe('the Lease of a real namespace', function () {
  this.timeout(90_000);
  const at = inNamespace();
  const held: HeldLease[] = [];
  const acquire = async (run: string) => {
    const got = await acquireLease({ client: at().client, run, who: 'a test' });
    held.push(got);
    return got;
  };
  const now = async (): Promise<LeaseState> => (await readLease(at().client)) ?? expect.fail('a Lease');
  afterEach(async () => {
    await Promise.allSettled(held.splice(0).map((each) => each.release()));
    await at().kubectl('delete', 'lease', 'gameday', '--ignore-not-found');
  });

  it('goes to one of two that ask at once, and the other is told to whom', async () => {
    const results = await Promise.allSettled([acquire('one'), acquire('two')]);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).to.have.lengthOf(1);
    expect(refused[0]).to.be.instanceOf(Problem);
    expect((refused[0] as Problem).message).to.match(new RegExp(`run ${(await now()).run} \\(a test\\), which has the Lease since`));
  });

  it('is renewed, whoever writes on it besides, and shows its holder to kubectl', async () => {
    const lease = await acquire('one');
    const { renewedMs } = await now();
    await at().kubectl('annotate', 'lease', 'gameday', 'example.com/note=hello');
    await eventually('a renewal', 10_000, async () => (await now()).renewedMs > renewedMs);
    expect(lease.held()).to.equal(true);
    expect(await at().kubectl('get', 'lease', 'gameday')).to.match(/gameday\s+one/);
  });

  it('keeps a hundred changes that come at once, and as much as it says it keeps', async () => {
    const lease = await acquire('one');
    await Promise.all(Array.from({ length: 100 }, (_, n) => lease.keeper.keep([change('many', n)], soon())));
    expect(changesIn((await now()).book).kept.map(({ n }) => n)).to.deep.equal(Array.from({ length: 100 }, (_, n) => 99 - n));
    await Promise.all(lease.kept().map((each) => lease.keeper.forget(each, soon())));
    expect(changesIn((await now()).book).kept).to.deep.equal([]);
    await lease.keeper.keep([change('big', 0, 247 * 1024)], soon());
    expect(changesIn((await now()).book).kept).to.deep.equal([change('big', 0, 247 * 1024)].map((each) => Object.assign(each, { key: 'gameday.dev/change-100' })));
    const thrown: unknown = await lease.keeper.keep([change('more', 0, 2048)], soon()).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Problem);
    await lease.keeper.forget(change('big'), soon());
  });

  it('is lost by a runner whose run somebody else withdraws', async () => {
    const runner = await acquire('one');
    await runner.keeper.keep([change('slow')], soon());
    const healer = (await takeOverLease({ client: at().client, run: 'one', who: 'a stranger' })) ?? expect.fail('the Lease');
    held.push(healer);
    expect(healer.kept()).to.deep.equal([change('slow')]);
    await eventually('the runner to notice', 10_000, async () => !runner.held());
    expect(runner.saw).to.include('a stranger took Lease gameday');
    expect((await now()).book).to.have.all.keys('gameday.dev/change-0');
  });
});

/** A way to the API server that a test can cut: `cut` ends what is open and refuses what is new, `stall` leaves both without an answer. */
async function cuttable(server: URL) {
  let is: 'open' | 'cut' | 'stall' = 'open';
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    if (is === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(Number(server.port), server.hostname);
    const pass = (from: Socket, to: Socket) => from.on('data', (chunk) => is !== 'stall' && to.write(chunk)).on('error', () => {}).once('close', () => (sockets.delete(from), to.destroy()));
    pass(near, far);
    pass(far, near);
    for (const each of [near, far]) sockets.add(each);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const drop = () => sockets.forEach((each) => each.destroy());
  return {
    url: `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    turn: (to: typeof is) => {
      is = to;
      // What lost its way must come to its end: bytes that were left out can't be made up for.
      if (to !== 'stall') drop();
    },
    close: () => (drop(), new Promise((resolve) => proxy.close(resolve))),
  };
}

describe('the Lease while the API server is away', function () {
  this.timeout(90_000);
  const at = inNamespace();

  for (const how of ['cut', 'stall'] as const) {
    it(`is held again after a short absence (${how === 'cut' ? 'connections end' : 'nothing answers'}), and what was to be kept meanwhile is kept`, async () => {
      const { client, name, kubectl } = at();
      const way = await cuttable(new URL(client.server));
      try {
        const lease = await acquireLease({ client: await otherClient(name, { server: way.url }), run: how, who: 'a test' });
        way.turn(how);
        const keeping = lease.keeper.keep([change('meanwhile')], AbortSignal.timeout(30_000));
        const kept = keeping.then(() => true);
        expect(await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, 3000, false))]), 'kept while the API server is away').to.equal(false);
        way.turn('open');
        await keeping;
        expect(lease.held()).to.equal(true);
        expect(changesIn((await readLease(client))?.book ?? {}).kept.map(({ inject }) => inject)).to.deep.equal(['meanwhile']);
        await lease.keeper.forget(change('meanwhile'), soon());
        await lease.release();
      } finally {
        await way.close();
        await kubectl('delete', 'lease', 'gameday', '--ignore-not-found');
      }
    });
  }

  it('is not held any more, in time, when the absence lasts; and lost when it was taken meanwhile', async () => {
    const { client, name } = at();
    const way = await cuttable(new URL(client.server));
    try {
      const lease = await acquireLease({ client: await otherClient(name, { server: way.url }), run: 'long', who: 'a test', seconds: 4 });
      way.turn('stall');
      const { renewedMs } = (await readLease(client)) ?? expect.fail('a Lease');
      let heldMs = 0;
      await eventually('the hold to end', 10_000, async () => {
        const askedMs = Date.now();
        if (!lease.held()) return true;
        heldMs = askedMs - renewedMs;
        return false;
      });
      expect(heldMs, 'ms since the last renewal').to.be.at.most(3000);
      const healer = (await takeOverLease({ client, run: 'long', who: 'a stranger' })) ?? expect.fail('the Lease');
      way.turn('open');
      await eventually('the runner to learn of it', 15_000, async () => lease.saw.includes('a stranger took'));
      expect(lease.held()).to.equal(false);
      await healer.release();
    } finally {
      await way.close();
    }
  });
});

describe('the reaper in a real namespace', function () {
  this.timeout(240_000);
  const at = inNamespace();
  const idle = (labels: string) => `{ replicas: 1, selector: { matchLabels: ${labels} }, template: { metadata: { labels: ${labels} }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: idle, image: ${image}, imagePullPolicy: IfNotPresent, command: [node, -e, "process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1000)"], securityContext: ${confined} }] } } }`;
  const left = async () => ({
    selector: ((await at().client.read(refTo(types.Service, 'shop'))) as { spec?: { selector?: object } } | undefined)?.spec?.selector,
    objects: (await at().kubectl('get', 'deployments,jobs,services,configmaps,pods', '-l', 'gameday.dev/run=killed', '-o', 'name')).split('\n').filter(Boolean),
  });

  before(async function () {
    this.timeout(180_000);
    const { apply, client, kubectl } = at();
    await apply(`apiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { selector: { app: shop }, ports: [{ port: 8080 }] }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec: ${idle('{ app: shop }')}\n`);
    await installAgent(client, image, AbortSignal.timeout(120_000));
    await kubectl('rollout', 'status', 'deployment/shop', '--timeout=60s');
  });

  it('withdraws all that a runner left that was killed, soon after its Lease ran out, and says so', async () => {
    const { name, apply, client, kubectl } = at();
    const holder = spawn(process.execPath, [path.resolve(import.meta.dirname, 'programs/holder.ts'), name, 'killed'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise<void>((resolve, reject) => {
        holder.stdout.once('data', () => resolve());
        holder.once('exit', (code) => reject(new Error(`the runner ended with ${code}`)));
      });
      const labels = '{ app: toxiproxy-shop, gameday.dev/run: killed }';
      await apply(`apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: toxiproxy-shop, labels: ${labels} }\nspec: ${idle(labels)}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: script, labels: ${labels} }\n`);
      await kubectl('rollout', 'status', 'deployment/toxiproxy-shop', '--timeout=60s');
      expect((await left()).selector).to.deep.equal({ 'gameday.dev/black-hole': 'hole' });
    } finally {
      holder.kill('SIGKILL');
    }
    const killedMs = Date.now();
    await eventually('a free Lease', 60_000, async () => (await readLease(client))?.run === undefined);
    process.stdout.write(`      free ${((Date.now() - killedMs) / 1000).toFixed(1)} s after the runner was killed\n`);
    expect(await left()).to.deep.equal({ selector: { app: 'shop' }, objects: [] });
    expect(await client.read(refTo(types.Deployment, 'shop'))).to.have.nested.property('spec.replicas', 1);
    expect((await readLease(client))?.book).to.deep.equal({});
    const [said] = (await client.list<ClusterObject & { reason?: string; message?: string }>(types.Event)).filter(({ reason }) => reason?.startsWith('Reap'));
    expect(said).to.include({ reason: 'Reaped', message: 'Run killed ended without its end: 1 change withdrawn, nothing of it is left.' });
    expect(await kubectl('logs', 'deployment/gameday-agent', '--container', 'reaper')).to.match(/"what":"change\.withdrawn","inject":"hole"/);
  });

  it('lets the next run have the Lease', async () => {
    const lease = await acquireLease({ client: at().client, run: 'next', who: 'a test' });
    expect(lease.held()).to.equal(true);
    await lease.release();
  });
});
