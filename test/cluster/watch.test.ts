/** Tests the watch of a real namespace: what changed, in words and numbers, by whom and when; what is there at first is no change. */
import { expect } from 'chai';
import type { ClusterChange } from '../../src/ports/cluster.ts';
import type { ClusterClient } from '../../src/worlds/kubernetes/api/client.ts';
import { watchCluster } from '../../src/worlds/kubernetes/workloads/watch.ts';
import { eventually, inNamespace } from './kit.ts';
import { webApp } from './web-app.ts';

const ingress = (service: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec: { rules: [{ host: shop.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${service}, port: { number: 80 } } } }] } }] }
`;

describe('the watch of a cluster', function () {
  this.timeout(90_000);
  const at = inNamespace();
  const stop = new AbortController();
  const heard: ClusterChange[] = [];
  let watching: Promise<void> | undefined;

  before(async () => {
    await at().apply(webApp);
    await at().apply(ingress('web'));
    await at().kubectl('rollout', 'status', 'deployment', 'web', '--timeout=60s');
    await at().kubectl('rollout', 'status', 'statefulset', 'db', '--timeout=60s');
    const { client } = at();
    const listed = new Set<string>();
    const watched: ClusterClient = { ...client, watch: (type, hear, until) => client.watch(type, (phase, object) => (listed.add(type.kind), hear(phase, object)), until) };
    watching = watchCluster(watched, (change) => heard.push(change), stop.signal);
    const kinds = ['Service', 'Deployment', 'StatefulSet', 'Pod', 'HorizontalPodAutoscaler', 'Ingress', 'EndpointSlice', 'Event'];
    await eventually('the watch to have seen what is there', 20_000, async () => kinds.every((kind) => listed.has(kind)));
  });
  after(async () => {
    stop.abort();
    await watching;
  });

  const told = (what: string, fits: (change: ClusterChange) => boolean): Promise<ClusterChange> =>
    eventually(`${what}, and not only ${heard.map((change) => `${change.object} ${change.name} ${change.what}: ${change.saw}`).join('; ')}`, 30_000, async () => heard.find(fits));

  it('tells nothing of what was there before', () => {
    expect(heard.filter((change) => change.object !== 'Event')).to.deep.equal([]);
  });

  it('tells who switched the selector of a Service, when, and that no address is ready any more', async () => {
    const fromMs = Date.now();
    await at().kubectl('patch', 'service', 'web', '--type=merge', '--field-manager=rerouter', '-p', '{"spec":{"selector":{"tier":"none"}}}');
    const switched = await told('the selector', (change) => change.object === 'Service' && change.saw.startsWith('selector'));
    expect(switched).to.include({ name: 'web', what: 'changed', manager: 'rerouter' });
    expect(switched.saw).to.equal('selector {"app":"web","tier":"front"} → {"app":"web","tier":"none"}');
    expect(switched.atMs).to.be.within(fromMs - 1000, Date.now() + 1000);
    expect(switched.clockErrMs).to.be.within(0, 1000);
    expect((await told('no address', (change) => change.object === 'Service' && change.numbers?.['ready'] === 0)).saw).to.match(/^ready addresses \d → 0$/);
    await at().kubectl('patch', 'service', 'web', '--type=merge', '-p', '{"spec":{"selector":{"tier":"front"}}}');
    await told('all addresses', (change) => change.object === 'Service' && change.numbers?.['ready'] === 3);
  });

  it('tells of replicas, readiness and images of a workload, and of each of its pods', async () => {
    heard.length = 0;
    await at().kubectl('patch', 'deployment', 'web', '--type=merge', '--field-manager=scaler', '-p', '{"spec":{"replicas":2}}');
    expect(await told('the replicas', (change) => change.object === 'Deployment' && change.saw.startsWith('replicas 3 → 2'))).to.include({ manager: 'scaler', name: 'web' });
    await told('what is ready', (change) => change.object === 'Deployment' && change.numbers?.['ready'] === 2);
    const ended = await told('the end of a pod', (change) => change.object === 'Pod' && change.what === 'deleted');
    expect(ended.name).to.match(/^web-/);
    await at().kubectl('scale', 'deployment', 'web', '--replicas=3');
    await told('a new pod', (change) => change.object === 'Pod' && change.what === 'created');
    await told('that it is ready', (change) => change.object === 'Pod' && change.what === 'changed' && change.numbers?.['ready'] === 1);
    // A pod is told of once when it was asked to end, and not again when it has.
    expect(heard.filter((change) => change.object === 'Pod' && change.what === 'deleted' && change.name === ended.name)).to.have.length(1);
  });

  it('tells of an autoscaler, of a way in that leads elsewhere, and of Events that are out of the ordinary', async () => {
    heard.length = 0;
    await at().kubectl('patch', 'hpa', 'db', '--type=merge', '--field-manager=tuner', '-p', '{"spec":{"minReplicas":3}}');
    expect(await told('the bounds', (change) => change.object === 'HorizontalPodAutoscaler' && change.saw.includes('bounds 1 to 4 → 3 to 4'))).to.include({ manager: 'tuner', name: 'db' });
    const scaled = await told('an Event of scaling', (change) => change.object === 'Event' && change.name === 'HorizontalPodAutoscaler/db' && change.saw.includes('SuccessfulRescale'));
    expect(scaled.manager).to.equal('horizontal-pod-autoscaler');
    await at().apply(ingress('elsewhere'));
    expect((await told('the way in', (change) => change.object === 'Ingress')).saw).to.equal('rules shop.example/ to web → shop.example/ to elsewhere');
    expect(heard.some((change) => change.object === 'Event' && change.name.startsWith('Pod/') && change.saw.startsWith('Normal'))).to.equal(false);
  });

  it('ends when it is told to, and rejects where it may not look', async () => {
    const over = new AbortController();
    const second = watchCluster(at().client, () => {}, over.signal);
    over.abort();
    await second;
    const denied = { ...at().client, watch: () => Promise.reject(new Error('forbidden')) };
    await watchCluster(denied, () => {}, new AbortController().signal).then(() => expect.fail('it saw nothing and said nothing'), (error: Error) => expect(error.message).to.equal('forbidden'));
  });
});
