/** Tests what generators in a cluster refuse before they are made, what is made for them, and how the state of their pods is read. */
import type { V1ConfigMap, V1ObjectMeta, V1Pod } from '@kubernetes/client-node';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadSpec } from '../../../src/ports/capabilities.ts';
import { Problem } from '../../../src/problem.ts';
import { ApiProblem } from '../../../src/worlds/kubernetes/api/api-problem.ts';
import { generatorJob } from '../../../src/worlds/kubernetes/load/generator-job.ts';
import { environmentOf, objectNameOf } from '../../../src/worlds/kubernetes/load/generator-pod.ts';
import { clusterLoad } from '../../../src/worlds/kubernetes/load/load.ts';
import { type ClusterObject, refTo, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { endOfRunner, isActive, whyStuck } from '../../../src/worlds/kubernetes/load/runner-pods.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { generatorTestRun } from '../../../src/worlds/kubernetes/load/test-run.ts';
import { systemClock as clock } from '../../../src/worlds/system-clock.ts';
import { forbidding } from '../../tools/k6/forbidden.ts';
import { type FakeClient, fakeClient, type FakeOptions } from './fake-client.ts';

const front = 'http://router.drill.svc:8080';
const soon = () => AbortSignal.timeout(5000);
const flood = (name: string, rps = 100, settings: LoadSpec['settings'] = {}): LoadSpec => ({ name, script: 'flood', report: 'counters', stages: [{ rps, forMs: 1000 }], settings: { entry: front, shape: 'get', ...settings } });
const k6Pod = (state: object, more: object = {}, metadata: V1ObjectMeta = { name: 'p' }): V1Pod => ({ ...types.Pod, metadata, status: { phase: 'Running', containerStatuses: [{ name: 'k6', image: '', imageID: '', ready: true, restartCount: 0, state }], ...more } });

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(Problem);
  return thrown as Problem;
}

describe('generators of the Kubernetes world', () => {
  let logs: string;
  before(async () => {
    logs = await mkdtemp(join(tmpdir(), 'gameday-load-'));
  });
  after(() => rm(logs, { recursive: true, force: true }));

  /** A cluster whose Jobs get a pod that waits at its gate at once; `absent` keeps it away. */
  const rig = (settings: Record<string, unknown> = {}, options: FakeOptions = {}, absent = false, objects: readonly ClusterObject[] = []) => {
    const client: FakeClient = fakeClient(objects, options);
    const opened: string[] = [];
    const outpost = {
      gate: async (name: string) => ({
        url: `http://gate.drill.svc/${name}`,
        arrived: async (stop: AbortSignal) => {
          if (absent) return new Promise<never>((_resolve, reject) => stop.addEventListener('abort', () => reject(new Error('stopped'))));
          const object = objectNameOf('r1', name);
          const job = client.now(refTo(types.Job, object));
          return client.put(k6Pod({ running: {} }, {}, { name: `${object}-abcde`, labels: { 'batch.kubernetes.io/controller-uid': job?.metadata?.uid ?? '' } }));
        },
        open: async () => opened.push(name),
        remove: async () => {},
      }),
    };
    return { client, opened, load: clusterLoad({ run: 'r1', client, outpost, settings: clusterSettings.parse(settings), entries: [front, 'http://edge.drill.svc'], clock, logs, scripts: [{ path: './users.ts', archive: Buffer.from('packed') }] }) };
  };

  it('are refused a target that is no entry of the drill, wherever it hides, before anything is made', async () => {
    const { client, load } = rig();
    for (const entry of ['http://router.drill.svc', 'https://router.drill.svc:8080', 'http://router.other.svc:8080', 'http://router.drill.svc:8080@example.test/', 'http://192.0.2.1/']) {
      expect((await problemOf(load.prepare(flood('x', 1, { entry }), soon()))).message, entry).to.match(/^expected a target among the entries of this drill: http:\/\/router\.drill\.svc:8080, http:\/\/edge\.drill\.svc, got /);
    }
    expect((await problemOf(load.prepare(flood('x', 1, { more: [{ url: 'http://192.0.2.1/' }] }), soon()))).message).to.match(/settings\.more\.0\.url/);
    expect((await problemOf(load.prepare(flood('x', 1, { entry: 'router' }), soon()))).message).to.match(/settings without any URL/);
    expect(client.asked).to.deep.equal([]);
    expect(load.names()).to.deep.equal([]);
  });

  it('are refused more than the limit of requests a second, all floods that wait or run together', async () => {
    const { client, load } = rig({ limits: { rps: 300 } });
    const first = await load.prepare(flood('first', 200), soon());
    const made = client.changes().length;
    expect((await problemOf(load.prepare(flood('second', 101), soon()))).message).to.match(/^expected at most 300 requests a second of all floods together, got 301, together with first/);
    // A herd tries each request four times.
    expect((await problemOf(load.prepare(flood('herd', 26, { shape: 'retry-herd' }), soon()))).message).to.match(/got 304/);
    expect(client.changes()).to.have.length(made);
    const traffic = await load.prepare({ ...flood('users', 1000), script: 'legitimate' }, soon());
    await load.close(first, soon());
    const second = await load.prepare(flood('second', 300), soon());
    for (const change of [traffic, second]) await load.close(change, soon());
    expect(client.now(refTo(types.Job, second.job.name))).to.equal(undefined);
  });

  it('are told which hosts they may flood, whatever a scenario says', async () => {
    const { client, load } = rig();
    const change = await load.prepare(flood('x', 10, { allow: ['example.test'] }), soon());
    const job = client.now(refTo(types.Job, change.job.name)) as ReturnType<typeof generatorJob> | undefined;
    const env = job?.spec?.template.spec?.containers[0]?.env ?? [];
    const plan = JSON.parse(decodeURIComponent(env.find(({ name }) => name === 'GAMEDAY_LOAD')?.value ?? ''));
    expect(plan.settings.allow).to.deep.equal(['router.drill.svc', 'edge.drill.svc']);
    expect(plan.gate).to.equal('http://gate.drill.svc/x');
    const scripts = client.now(refTo(types.ConfigMap, change.job.name)) as V1ConfigMap | undefined;
    expect(scripts?.data).to.include.keys('flood.ts', 'gate.ts', 'plan.ts');
    expect(scripts?.metadata?.ownerReferences).to.deep.equal([{ ...types.Job, name: change.job.name, uid: change.job.uid }]);
    await load.close(change, soon());
  });

  const service = (name: string, spec: object): ClusterObject => ({ ...types.Service, metadata: { name }, spec }) as ClusterObject;
  const team = (name: string, report: LoadSpec['report'], rps: number): LoadSpec => ({ name, report, script: { path: './users.ts', classes: { look: 1 }, requests: 2, takesMs: 1000 }, stages: [{ rps, forMs: 1000 }], settings: { entry: `${front}/`, entries: { front, 'side-door': 'http://edge.drill.svc' } } });
  const addressed = [
    service('router', { clusterIPs: ['10.96.0.5', 'fd00::5'] }),
    service('edge', { clusterIPs: ['None'] }),
    { ...types.EndpointSlice, metadata: { name: 'edge-1', labels: { 'kubernetes.io/service-name': 'edge' } }, endpoints: [{ addresses: ['10.244.0.7'] }] } as ClusterObject,
    service('gate', { clusterIPs: ['10.96.0.9'] }),
  ];

  it("give a team's own script its archive, its targets and a fence around their addresses, as a Job and as a TestRun", async () => {
    const { client, load } = rig({}, {}, false, addressed);
    const change = await load.prepare(team('x', 'samples', 10), soon());
    const { data, binaryData } = (client.now(refTo(types.ConfigMap, change.job.name)) ?? {}) as V1ConfigMap;
    expect(binaryData).to.deep.equal({ 'script.tar': Buffer.from('packed').toString('base64') });
    expect(Object.keys(data ?? {})).to.deep.equal(['config.json']);
    const config = JSON.parse(data?.['config.json'] ?? '') as { rps: number; scenarios: object; blacklistIPs: string[] };
    expect(config).to.deep.include({ rps: 22 }).and.have.nested.property('scenarios.x.executor', 'ramping-arrival-rate');
    const isForbidden = forbidding(config.blacklistIPs);
    for (const address of ['10.96.0.5', 'fd00::5', '10.244.0.7', '10.96.0.9']) expect(isForbidden(address), address).to.equal(false);
    for (const address of ['10.96.0.1', '10.96.0.4', '127.0.0.1', '169.254.169.254', '::1', 'fd00::6']) expect(isForbidden(address), address).to.equal(true);
    const job = client.now(refTo(types.Job, change.job.name)) as ReturnType<typeof generatorJob> | undefined;
    const [k6] = job?.spec?.template.spec?.containers ?? [];
    expect(k6?.command?.slice(-2)).to.deep.equal(['--config=/test/config.json', '/test/script.tar']);
    const env = Object.fromEntries((k6?.env ?? []).map(({ name, value }) => [name, value]));
    expect(env).to.include({ GAMEDAY_TARGET: front, GAMEDAY_TARGET_FRONT: front, GAMEDAY_TARGET_SIDE_DOOR: 'http://edge.drill.svc' });
    await load.close(change, soon());
    const { spec } = generatorTestRun({ object: 'load-x-1', run: 'r1', spec: team('x', 'samples', 10), gate: 'http://gate', settings: clusterSettings.parse({ generators: { parallelism: 2 } }) });
    expect(spec).to.deep.include({ script: { configMap: { name: 'load-x-1', file: 'script.tar' } } });
    expect(spec['arguments']).to.match(/ --config=\/test\/config\.json$/);
  });

  it("make none of a team's own script whose targets have no address, and leave nothing", async () => {
    const { client, load } = rig({}, {}, false, addressed.slice(1));
    expect((await problemOf(load.prepare(team('x', 'samples', 10), soon()))).message).to.match(/^expected a Service with an address for router\.drill\.svc, got no such Service \(namespace drill\)/);
    expect(client.changes()).to.deep.equal([]);
  });

  it("count a team's own script as a flood by all its requests, and as users not at all", async () => {
    const { load } = rig({ limits: { rps: 100 } }, {}, false, addressed);
    expect((await problemOf(load.prepare(team('flood', 'counters', 50), soon()))).message).to.match(/^expected at most 100 requests a second of all floods together, got 110/);
    for (const spec of [team('users', 'samples', 500), team('flood', 'counters', 45)]) await load.close(await load.prepare(spec, soon()), soon());
  });

  it('say that a second opening, or one after their end, comes too late', async () => {
    const { load, opened } = rig();
    const change = await load.prepare(flood('x'), soon());
    await load.kill(change, soon());
    expect((await problemOf(load.open(change))).message).to.match(/one that has ended/);
    expect(opened).to.deep.equal([]);
    expect((await load.follow('x', () => {}, soon())).saw).to.equal('its pod is gone');
  });

  it('say that there is no k6-operator, and leave nothing', async () => {
    const absent = (verb: string, ref: { kind: string }) => {
      if (verb === 'create' && ref.kind === 'TestRun') throw new ApiProblem(404, { expected: 'to create a TestRun', got: '404' });
    };
    const { client, load } = rig({ generators: { parallelism: 3 } }, { before: absent });
    const { message } = await problemOf(load.prepare(flood('x'), soon()));
    expect(message).to.match(/^expected k6-operator in the cluster, for the 3 runners of generator "x", got a cluster that knows no TestRun.*parallelism/s);
    expect(client.changes()).to.deep.equal([`create TestRun ${objectNameOf('r1', 'x')}`]);
  });

  it('say what was seen last when their time is over, and leave nothing', async () => {
    const { client, load } = rig({}, {}, true);
    const { message } = await problemOf(load.prepare(flood('x'), AbortSignal.timeout(300)));
    const object = objectNameOf('r1', 'x');
    expect(message).to.contain(`got the end of the time that it was given; last seen: Job ${object} without a pod`);
    expect(client.now(refTo(types.Job, object))).to.equal(undefined);
    expect(load.names()).to.deep.equal([]);
  });

  it('have names that the cluster takes, one for each run and generator', () => {
    const names = ['flood-1', 'Flood 1', 'x'.repeat(200), '…', '-a-'].map((name) => objectNameOf('2026-11-23', name));
    for (const name of names) expect(name).to.match(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])$/);
    expect(new Set([...names, objectNameOf('2026-11-24', 'flood-1')])).to.have.property('size', names.length + 1);
  });

  it('are bounded, and run as nobody who could do harm, as a Job and as a TestRun', () => {
    const settings = clusterSettings.parse({ generators: { cpu: '2', memory: '1Gi', nodeSelector: { pool: 'load' }, parallelism: 4 }, limits: { seconds: 60 } });
    const plan = { object: 'load-x-1', run: 'r1', spec: flood('x'), gate: 'http://gate/x', settings };
    const job = generatorJob(plan).spec;
    expect(job).to.include({ backoffLimit: 0, activeDeadlineSeconds: 61, ttlSecondsAfterFinished: 300 });
    expect(job?.template.spec).to.deep.include({ restartPolicy: 'Never', automountServiceAccountToken: false, nodeSelector: { pool: 'load' } });
    const [k6] = job?.template.spec?.containers ?? [];
    expect(k6?.resources?.limits).to.deep.equal({ cpu: '2', memory: '1Gi' });
    expect(k6?.securityContext).to.include({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
    const { spec } = generatorTestRun(plan);
    expect(spec).to.deep.include({ parallelism: 4, paused: 'false', script: { configMap: { name: 'load-x-1', file: 'flood.ts' } } });
    expect(spec).to.have.nested.property('runner.containerSecurityContext.readOnlyRootFilesystem', true);
    // k6-operator puts it between double quotes in a shell's command.
    const plain = environmentOf({ ...plan, spec: flood('a "$(b)" `c` \\') }).find(({ name }) => name === 'GAMEDAY_LOAD')?.value;
    expect(plain).to.match(/^%7B/).and.not.match(/["$`\\\s]/);
  });

  it('are read from their pods: running, ended, or stuck in the words of the cluster', () => {
    expect(isActive(k6Pod({ running: {} }))).to.equal(true);
    expect(endOfRunner(k6Pod({ running: {} }))).to.equal(undefined);
    expect(endOfRunner(k6Pod({ terminated: { exitCode: 107, reason: 'Error', message: 'a\nb' } }))).to.deep.equal({ code: 107, saw: 'k6 ended with 107: the script threw an exception', lastWords: 'a\nb' });
    expect(endOfRunner(k6Pod({ terminated: { exitCode: 137, reason: 'OOMKilled' } }))).to.deep.equal({ code: null, saw: 'k6 was ended by SIGKILL (OOMKilled)', lastWords: '' });
    expect(endOfRunner(k6Pod({}, { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }))?.saw).to.equal('its pod ended: Evicted, The node was low on memory.');
    expect(whyStuck(k6Pod({ waiting: { reason: 'ContainerCreating' } }))).to.equal(undefined);
    expect(whyStuck(k6Pod({ waiting: { reason: 'ErrImagePull', message: 'no such host' } }))).to.equal('ErrImagePull: no such host');
    expect(whyStuck(k6Pod({}, { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes are available' }] }))).to.equal('Unschedulable: 0/1 nodes are available');
  });
});
