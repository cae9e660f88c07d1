/** Tests Toxiproxies that are interposed in a real cluster, before a shop that knows nothing of gameday: felt by its users, kept, reverted and refused. */
import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { annotations, refTo, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { clusterHttp } from '../../src/worlds/kubernetes/outpost/http.ts';
import { refusalsToInterpose } from '../../src/worlds/kubernetes/proxies/interpose-refusals.ts';
import { interpose, removeInterposed } from '../../src/worlds/kubernetes/proxies/interpose.ts';
import type { Outpost } from '../../src/worlds/kubernetes/outpost/outpost.ts';
import { clusterProxies } from '../../src/worlds/kubernetes/proxies/proxies.ts';
import { clusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { behindName, toxiproxyName } from '../../src/worlds/kubernetes/proxies/toxiproxy-pod.ts';
import { eventually, inNamespace } from './kit.ts';
import { nothingLeft, openStaging, shopManifests } from './staging.ts';

const latency = { name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 200, jitter: 0 } } as const;
const settings = clusterSettings.parse({ interpose: [{ service: 'payments' }] });
const soon = () => AbortSignal.timeout(30_000);

describe('a Toxiproxy that is interposed', function () {
  this.timeout(120_000);
  const at = inNamespace();
  let outpost: Outpost;
  let manifests: string;
  let runs = 0;
  /** Another for each test, as drills have. */
  let run = '';

  before(async () => {
    manifests = await shopManifests();
    outpost = await openStaging(at(), manifests, ['shop', 'payments'], 'interposing');
    // Nodes lead to a new Service some moments after its pods are ready.
    await eventually('the shop to be served', 10_000, page);
  });
  after(() => outpost?.close());
  beforeEach(() => void (run = `interposing-${(runs += 1)}`));
  afterEach(async () => {
    await removeInterposed({ run, client: at().client }, soon());
    await at().apply(manifests);
    await nothingLeft(at(), run);
  });

  const selector = async () => JSON.parse(await at().kubectl('get', 'service', 'payments', '-o', 'jsonpath={.spec.selector}')) as unknown;
  /** As a user of the shop meets it. */
  const page = async () => {
    const answer = await clusterHttp(outpost).fetch({ url: `http://shop.${at().name}.svc/` }, soon());
    expect(answer.status, answer.error ?? answer.body).to.equal(200);
    return answer.ms;
  };
  const quickest = async () => Math.min(await page(), await page(), await page());
  const opened = async () => {
    const proxies = await interpose({ run, client: at().client, outpost, settings }, soon());
    return clusterProxies({ run, client: at().client, outpost, proxies });
  };

  it('makes 200 ms before payments felt by the users of the shop, and leaves nothing', async () => {
    const usual = await quickest();
    const proxies = await opened();
    expect(await selector()).to.deep.equal({ app: toxiproxyName(run, 'payments') });
    const service = await at().client.read(refTo(types.Service, 'payments'));
    expect(JSON.parse(service?.metadata?.annotations?.[annotations.swapped('selector')] ?? '')).to.deep.include({ run, from: { app: 'payments' } });
    expect((await proxies.probe('payments', soon())).outcome).to.equal('ok');
    await proxies.addToxic('payments', latency, soon());
    expect(await quickest()).to.be.greaterThan(195);
    await proxies.removeToxic('payments', 'slow', soon());
    await eventually('pages as quick as before', 20_000, async () => (await page()) < usual + 195);
    expect(await removeInterposed({ run, client: at().client }, soon())).to.deep.equal([]);
    expect(await selector()).to.deep.equal({ app: 'payments' });
    await page();
    await nothingLeft(at(), run);
    expect((await at().client.read(refTo(types.Service, 'payments')))?.metadata?.annotations ?? {}).to.not.have.property(annotations.swapped('selector'));
  });

  it('is felt no more when a reconciler re-applies the manifests every 2 s, whose selector stays', async () => {
    const proxies = await opened();
    await proxies.addToxic('payments', latency, soon());
    expect(await quickest()).to.be.greaterThan(195);
    const over = new AbortController();
    const reconciling = (async () => {
      for (; !over.signal.aborted; await sleep(2000, undefined, { signal: over.signal }).catch(() => undefined)) await at().apply(manifests);
    })();
    try {
      await eventually('the selector to be what the manifests say', 20_000, async () => isDeepStrictEqual(await selector(), { app: 'payments' }));
      await eventually('the fault to be felt no more', 20_000, async () => (await page()) < 195);
      await eventually('a probe that meets no toxic', 20_000, async () => (await proxies.probe('payments', soon())).ms < 195);
      expect(await removeInterposed({ run, client: at().client }, soon())).to.deep.equal([]);
      expect(await selector()).to.deep.equal({ app: 'payments' });
    } finally {
      over.abort();
      await reconciling;
    }
    expect(await selector()).to.deep.equal({ app: 'payments' });
    await page();
  });

  it("keeps the selector of somebody's later deploy, and says so", async () => {
    await opened();
    await at().kubectl('patch', 'service', 'payments', '--type=merge', '--field-manager=deploy-bot', '-p', '{"spec":{"selector":{"app":"shop"}}}');
    const kept: string[] = [];
    expect(await removeInterposed({ run, client: at().client, kept: (what) => kept.push(what) }, soon())).to.deep.equal([]);
    expect(kept).to.have.length(1);
    expect(kept[0]).to.match(/selector of Service payments is \{"app":"shop"\}, set by deploy-bot/);
    expect(await selector()).to.deep.equal({ app: 'shop' });
  });

  it('refuses what would not answer through it, with the Service as it was', async () => {
    const wrong = clusterSettings.parse({ interpose: [{ service: 'payments', protocol: 'smtp' }] });
    const thrown: unknown = await interpose({ run, client: at().client, outpost, settings: wrong }, soon()).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error).with.property('message').that.matches(/expected an answer of payments, got .*\(smtp\)/);
    expect(await selector()).to.deep.equal({ app: 'payments' });
    await nothingLeft(at(), run);
  });

  it('refuses what a NetworkPolicy would keep from it, as the API server tells of that', async () => {
    const { client, kubectl, apply } = at();
    await apply(`{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"callers"},"spec":{"podSelector":{"matchLabels":{"app":"payments"}},"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"shop"}}}]}]}}`);
    try {
      expect((await refusalsToInterpose(client, settings)).join()).to.match(/NetworkPolicy callers would keep its Toxiproxy from its pods/);
      await apply(`{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"callers"},"spec":{"podSelector":{"matchLabels":{"app":"payments"}},"ingress":[{"from":[{"podSelector":{}}]}]}}`);
      expect(await refusalsToInterpose(client, settings)).to.deep.equal([]);
    } finally {
      await kubectl('delete', 'networkpolicy', 'callers');
    }
  });

  it("refuses a name that is somebody else's, and leaves that alone", async () => {
    const { client, kubectl } = at();
    await kubectl('create', 'service', 'clusterip', behindName(run, 'payments'), '--tcp=80');
    try {
      const thrown: unknown = await interpose({ run, client, outpost, settings }, soon()).catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(Error).with.property('message').that.matches(/already exists/);
      expect(await selector()).to.deep.equal({ app: 'payments' });
      await nothingLeft(at(), run);
    } finally {
      await kubectl('delete', 'service', behindName(run, 'payments'));
    }
  });
});
