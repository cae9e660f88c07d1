/** Tests the manifests in k8s/: that they are what the range's plan says, as restricted as they claim, and put up, changed and refused as they should be. */
import type { V1ConfigMap, V1Container, V1Deployment, V1Pod, V1ReplicaSet, V1Service } from '@kubernetes/client-node';
import { expect } from 'chai';
import { proxied, services, webhookSecretVariable } from '../../../src/range/contract.ts';
import { planPods, podPorts } from '../../../src/range/plan.ts';
import { rangeSettings } from '../../../src/range/settings.ts';
import { agentReady, applyAll } from '../../../src/worlds/kubernetes/install/install.ts';
import { type Manifest, manifests } from '../../../src/worlds/kubernetes/install/manifests.ts';
import { agentName, type ClusterObject, receiversSecretName, refTo, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { applyRangeSettings, rangeStatus } from '../../../src/worlds/kubernetes/range/control.ts';
import { rolledOut, silently } from '../../../src/worlds/kubernetes/workloads/rollout.ts';
import { fakeClient } from './fake-client.ts';
import { servedRange, type ServedRange } from './served-range.ts';

const usual = rangeSettings.parse({});
const plan = planPods(usual);
const never = new AbortController().signal;

const named = (all: readonly Manifest[], kind: string, name: string): Manifest => {
  const found = all.find((each) => each.kind === kind && each.metadata.name === name);
  if (found === undefined) throw new Error(`expected a ${kind} ${name} among the manifests`);
  return found;
};
const deploymentOf = (all: readonly Manifest[], name: string) => (named(all, 'Deployment', name) as V1Deployment).spec;
const serviceOf = (all: readonly Manifest[], name: string) => (named(all, 'Service', name) as V1Service).spec;
const fileOf = (all: readonly Manifest[], name: string, file: string): unknown => JSON.parse((named(all, 'ConfigMap', name) as V1ConfigMap).data?.[file] ?? '');
const deployments = (all: readonly Manifest[]) => all.filter(({ kind }) => kind === 'Deployment') as unknown as readonly V1Deployment[];
const containers = (all: readonly Manifest[]): readonly V1Container[] => deployments(all).flatMap(({ spec }) => spec?.template.spec?.containers ?? []);

/** As its controller would say once all is well. */
const ready = (object: Manifest): ClusterObject =>
  ({ ...object, metadata: Object.assign({ generation: 1 }, object.metadata), status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 } }) as ClusterObject;

const refusal = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'no refusal', (error: unknown) => (error instanceof Error ? error.message : String(error)));

describe('the manifests', () => {
  let range: readonly Manifest[];
  before(async () => {
    range = await manifests('range');
  });

  it('have each service of the range, told by its name, at the ports of the plan', () => {
    for (const { service, data, control } of plan.services) {
      const spec = deploymentOf(range, service);
      const [container] = spec?.template.spec?.containers ?? [];
      expect(container?.command).to.deep.equal(['node', '/app/src/entry/range.ts', service, '--pod', '/etc/range/settings.json']);
      const wanted = { ...(data !== undefined && { data: data.port }), control: control.port };
      expect(Object.fromEntries((container?.ports ?? []).map((port) => [port.name, port.containerPort]))).to.deep.equal(wanted);
      const behind = serviceOf(range, service);
      expect(Object.fromEntries((behind?.ports ?? []).map((port) => [port.name, port.port]))).to.deep.equal(wanted);
      expect(behind?.selector).to.deep.equal(spec?.selector.matchLabels);
      expect(spec?.template.metadata?.labels).to.include(behind?.selector);
    }
  });

  it('fill Toxiproxy with the proxies of the plan, each with a port of its Service', () => {
        const wanted = plan.proxies.map(({ name, listen, upstream }) => ({ name, listen: `0.0.0.0:${listen.port}`, upstream: `${upstream.host}:${upstream.port}`, enabled: true }));
    expect(fileOf(range, 'toxiproxy', 'proxies.json')).to.deep.equal(wanted);
    expect(serviceOf(range, 'toxiproxy')?.ports?.map(({ name, port }) => [name, port])).to.deep.equal([['api', podPorts.toxiproxy], ...plan.proxies.map(({ name, listen }) => [name, listen.port])]);
    expect(Object.keys(proxied)).to.have.length(plan.proxies.length);
  });

  it('give the range its usual settings, and let the watchman tell the run that holds the namespace', () => {
    expect(fileOf(range, 'range-settings', 'settings.json')).to.deep.equal({ watchman: { webhook: `http://${agentName}:8700/receive/current/alertmanager` } });
    expect(deploymentOf(range, 'watchman')?.template.spec?.containers[0]?.env).to.deep.equal([{ name: webhookSecretVariable, valueFrom: { secretKeyRef: { name: receiversSecretName, key: 'secret', optional: true } } }]);
    expect(containers(range).filter((each) => JSON.stringify(each.env ?? []).includes('secretKeyRef')).map(({ name }) => name)).to.deep.equal(['watchman']);
    for (const service of services) expect(deploymentOf(range, service)?.template.metadata?.annotations).to.deep.equal({ 'gameday.dev/settings': 'default' });
  });

  it('run everything without root, without a writable root file system, within limits, and only pull what is missing', () => {
    for (const { spec } of deployments(range)) {
      expect(spec?.template.spec?.securityContext).to.deep.include({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(spec?.template.spec?.securityContext?.runAsUser).to.be.greaterThan(0);
    }
    for (const { name, securityContext, resources, imagePullPolicy, terminationMessagePolicy, image } of containers(range)) {
      expect(securityContext, name).to.deep.equal({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      expect(resources?.limits, name).to.have.all.keys('cpu', 'memory');
      // The agent's more than a generator's (generator-pod.ts): a flood must not starve who ends it.
      expect(resources?.requests, name).to.include({ cpu: ['reaper', 'outpost'].includes(name) ? '100m' : '10m' });
      expect([imagePullPolicy, terminationMessagePolicy], name).to.deep.equal(['IfNotPresent', 'FallbackToLogsOnError']);
      expect(image, name).to.match(/^gameday:dev$|^ghcr\.io\/shopify\/toxiproxy:2\.12\.0$/);
    }
  });

  it('label everything as gameday’s, the agent apart from the range, and give a token to the agent alone', async () => {
    const agent = await manifests('agent');
    const partOf = (object: Manifest) => object.metadata.labels['gameday.dev/part'];
    expect([...new Set(agent.map(partOf))]).to.deep.equal(['agent']);
    expect(range.filter((each) => partOf(each) === 'agent').map(({ kind }) => kind)).to.deep.equal(agent.map(({ kind }) => kind));
    for (const each of range) expect(each.metadata.labels, each.metadata.name).to.include({ 'app.kubernetes.io/part-of': 'gameday' });
    expect(deployments(range).filter(({ spec }) => spec?.template.spec?.automountServiceAccountToken !== false).map(({ metadata }) => metadata?.name)).to.deep.equal([agentName]);
    expect(range.filter(({ kind }) => /^Cluster|^Namespace$/.test(kind))).to.deep.equal([]);
  });

  it('take another image for all that is gameday’s', async () => {
    const images = new Set(containers(await manifests('range', 'registry.example/gameday:1.2')).map(({ image }) => image));
    expect([...images]).to.have.members(['ghcr.io/shopify/toxiproxy:2.12.0', 'registry.example/gameday:1.2']);
  });

  it('are not applied by somebody who may not do all of it', async () => {
    const client = fakeClient([], { denies: ({ verb, resource }) => verb === 'create' && resource === 'rolebindings' });
    expect(await refusal(applyAll(client, range, never, silently))).to.match(/no permission to create rolebindings .*\n.*kubectl apply -k/s);
    expect(client.changes()).to.deep.equal([]);
  });

  it('are not applied where a name is somebody else’s', async () => {
    const client = fakeClient([{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'mail' } }]);
    expect(await refusal(applyAll(client, range, never, silently))).to.match(/somebody else's Service mail/);
    expect(client.changes()).to.deep.equal([]);
  });
});

describe('a range in a cluster', () => {
  let range: ServedRange;
  before(async () => {
    range = await servedRange();
  });
  after(() => range.close());
  const up = async () => fakeClient((await manifests('range')).map((each) => (each.kind === 'Deployment' ? ready(each) : each)));

  it('is known by its Deployments, of which the agent alone is none', async () => {
    expect((await rangeStatus(fakeClient([]))).is).to.equal('down');
    const client = await up();
    expect(await agentReady(client)).to.equal(true);
    expect(await rangeStatus(client)).to.deep.include({ is: 'up' });
    client.drop(refTo(types.Deployment, 'mail'));
    const partly = await rangeStatus(client);
    expect([partly.is, partly.deployments.filter((each) => !each.ready)]).to.deep.equal(['partly', [{ name: 'mail', ready: false }]]);
    for (const each of [...services, 'toxiproxy']) client.drop(refTo(types.Deployment, each));
    expect((await rangeStatus(client)).is).to.equal('down');
  });

  it('with the settings that it has is left alone; with others only what they concern is started afresh, and back again', async () => {
    const client = await up();
    const { outpost } = range;
    await applyRangeSettings({ client, outpost, settings: usual }, never);
    expect(client.changes()).to.deep.equal([]);
    await applyRangeSettings({ client, outpost, settings: rangeSettings.parse({ edge: { capacity: { workers: 3 } } }) }, never);
    expect(client.changes()).to.deep.equal(['merge ConfigMap range-settings', 'merge Deployment edge']);
    const told = client.now(refTo(types.ConfigMap, 'range-settings'))?.['data'] as Record<string, string>;
    const read = JSON.parse(told['settings.json'] ?? '') as { edge: { capacity: { workers: number } }; watchman: { webhook: string } };
    expect([read.edge.capacity.workers, read.watchman.webhook]).to.deep.equal([3, `http://${agentName}:8700/receive/current/alertmanager`]);
    await applyRangeSettings({ client, outpost, settings: usual }, never);
    expect(client.changes().slice(2)).to.deep.equal(['merge ConfigMap range-settings', 'merge Deployment edge']);
    expect(client.now(refTo(types.Deployment, 'edge'))).to.have.nested.property('spec.template.metadata.annotations').that.deep.equals({ 'gameday.dev/settings': 'default' });
  });

  it('that is not there can’t be given settings: it says how to put it there', async () => {
    expect(await refusal(applyRangeSettings({ client: fakeClient([]), outpost: range.outpost, settings: usual }, never))).to.match(/expected a practice range, got none of ledger.*\n.*gameday range up --world kubernetes/s);
  });
});

describe('the wait for Deployments', () => {
  const labels = { 'gameday.dev/part': 'range' };
  const deployment = (status: V1Deployment['status'], revision = '2'): ClusterObject =>
    ({ ...types.Deployment, metadata: { name: 'edge', uid: 'd', generation: 1, labels, annotations: { 'deployment.kubernetes.io/revision': revision } }, spec: { replicas: 1 }, status: Object.assign({ observedGeneration: 1, replicas: 1, updatedReplicas: 1 }, status) }) as ClusterObject;
  const owned = (uid: string) => [{ uid, apiVersion: 'apps/v1', kind: 'any', name: 'edge', controller: true }];
  const set = (name: string, revision: string, status: V1ReplicaSet['status'] = { replicas: 0 }): ClusterObject => ({ ...types.ReplicaSet, metadata: { name, uid: name, labels, ownerReferences: owned('d'), annotations: { 'deployment.kubernetes.io/revision': revision } }, status }) as ClusterObject;
  const pod = (of: string, status: V1Pod['status']): ClusterObject => ({ ...types.Pod, metadata: { name: `edge-${of}`, labels, ownerReferences: owned(of) }, status }) as ClusterObject;
  const stuck = (reason: string, message: string): V1Pod['status'] => ({ containerStatuses: [{ name: 'edge', image: 'gameday:nowhere', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason, message } } }] });
  /** The fake gives each object another uid than the test does; what owns what goes by those. */
  const cluster = (...objects: readonly ClusterObject[]) => {
    const client = fakeClient(objects);
    const uidOf = (type: typeof types.Deployment | typeof types.ReplicaSet, name: string) => client.now(refTo(type, name))?.metadata?.uid ?? '';
    for (const object of objects) {
      const [owner] = object.metadata?.ownerReferences ?? [];
      if (owner === undefined) continue;
      const uid = owner.uid === 'd' ? uidOf(types.Deployment, 'edge') : uidOf(types.ReplicaSet, owner.uid);
      client.put({ ...object, metadata: Object.assign({}, object.metadata, { ownerReferences: owned(uid) }) });
    }
    return client;
  };
  const waited = (client: ReturnType<typeof fakeClient>, ms = 1) => refusal(rolledOut(client, ['edge'], AbortSignal.timeout(ms), silently));

  const conditions = [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: small' }];

  it('ends when they are ready', async () => {
    await rolledOut(cluster(deployment({ availableReplicas: 1 })), ['edge'], never, silently);
  });

  it('ends at once with the reason where waiting can’t help', async () => {
    expect(await waited(cluster(deployment({}), set('new', '2'), pod('new', stuck('ImagePullBackOff', 'not found'))), 60_000)).to.match(/edge-new: ImagePullBackOff of image gameday:nowhere: not found.*\n.*--image/s);
    expect(await waited(cluster(deployment({ conditions }), set('new', '2', { replicas: 0, conditions })), 60_000)).to.match(/edge: exceeded quota: small/);
  });

  it('ends in time with what it saw last, such as that no node takes a pod', async () => {
    const unplaced: V1Pod['status'] = { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available: insufficient cpu' }] };
    expect(await waited(cluster(deployment({}), set('new', '2'), pod('new', unplaced)))).to.match(/edge-new: no node takes it: 0\/1 nodes are available: insufficient cpu/);
    expect(await waited(cluster(deployment({})))).to.match(/edge: not ready in time/);
  });

  it('doesn’t mind what is wrong with an older revision, nor that the Deployment repeats it', async () => {
    expect(await waited(cluster(deployment({ conditions }), set('old', '1', { replicas: 0, conditions }), set('new', '2')))).to.match(/edge: not ready in time/);
    expect(await waited(cluster(deployment({}), set('old', '1'), set('new', '2'), pod('old', stuck('ImagePullBackOff', 'not found'))))).to.match(/edge: not ready in time/);
  });
});
