/** Tests the cluster's faults on a real one: each is planned, made, seen by the cluster's own watch, withdrawn and proved gone, as in a drill. */
import { expect } from 'chai';
import type { Action } from '../../src/catalog/action.ts';
import { faults } from '../../src/catalog/faults/index.ts';
import { withdraw } from '../../src/heal/withdraw.ts';
import { type AnyWorld, withWhatThereIs } from '../../src/ports/capabilities.ts';
import type { ClusterChange } from '../../src/ports/cluster.ts';
import type { Expectation, Kind } from '../../src/record/events.ts';
import type { Json } from '../../src/record/json.ts';
import { clusterCapability } from '../../src/worlds/kubernetes/cluster.ts';
import { clusterSettings } from '../../src/worlds/kubernetes/settings.ts';
import { swapsIn } from '../../src/worlds/kubernetes/swaps/swaps.ts';
import { workloadOf } from '../../src/worlds/kubernetes/workloads/workloads.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';
import { eventually, inNamespace } from './kit.ts';
import { webApp } from './web-app.ts';

const run = 'faults-test';
const deployment = { kind: 'Deployment', name: 'web' } as const;

describe('faults of a cluster', function () {
  this.timeout(120_000);
  const at = inNamespace();
  const stop = new AbortController();
  const heard: ClusterChange[] = [];
  let watching: Promise<void> | undefined;

  const worldWith = (pods: number): AnyWorld => withWhatThereIs({ clock: systemClock, random: seededRandom(1), cluster: clusterCapability({ run, client: at().client, settings: clusterSettings.parse({ limits: { pods } }) }) });
  const whole = () => eventually('all pods of web to be ready', 60_000, async () => {
    const now = await workloadOf(at().client, deployment);
    return now?.ready === 3 && !now.rolling;
  });

  before(async () => {
    const { apply, kubectl } = at();
    await apply(webApp);
    await whole();
    await kubectl('wait', '--for=condition=Ready', 'pod', '-l', 'app=db', '--timeout=60s');
    watching = worldWith(0).cluster.watch((change) => heard.push(change), stop.signal);
  });
  after(async () => {
    stop.abort();
    await watching;
  });

  const plan = async (action: Action, spec: unknown, world: AnyWorld) => JSON.parse(JSON.stringify(await action.plan(action.spec.parse(spec) as Json, { name: 'one', inject: 'one', forMs: 5000 }, world, stop.signal))) as Json[];
  const refusal = (action: Action, spec: unknown, world: AnyWorld): Promise<string> => plan(action, spec, world).then(() => expect.fail('it was planned'), (error: Error) => error.message);
  const seen = ({ object, name, what, number }: Extract<Expectation, { see: 'cluster' }>) =>
    heard.some((change) => change.object === object && change.name.startsWith(name) && change.what === what && (number === undefined || ((change.numbers?.[number.name] ?? NaN) <= (number.atMost ?? Infinity) && (change.numbers?.[number.name] ?? NaN) >= (number.atLeast ?? -Infinity))));

  const cases: readonly (readonly [Action, Json])[] = [
    [faults['black-hole'], { service: 'web' }],
    [faults['pod-kill'], { workload: 'deployment/web', count: 2 }],
    [faults['scale-to-zero'], { workload: 'deployment/web' }],
    [faults.rollout, { workload: 'deployment/web' }],
  ];
  for (const [action, spec] of cases) {
    it(`${action.kind} is felt, withdrawn and proved gone`, async () => {
      await whole();
      const world = worldWith(5);
      const changes = await plan(action, spec, world);
      heard.length = 0;
      for (const change of changes) await action.apply(change, world, stop.signal);
      const [change = null] = changes;
      expect((await action.gone(change, world, stop.signal)).is).to.equal('present');
      for (const expected of action.felt(action.spec.parse(spec) as Json, 'one')) {
        if (expected.see === 'cluster') await eventually(`${JSON.stringify(expected)} in ${JSON.stringify(heard)}`, 20_000, async () => seen(expected));
      }
      const told: object[] = [];
      const emit = (kind: Kind, body: object) => told.push({ kind, ...body });
      expect(await withdraw({ action, change, world, emit, clock: systemClock, inject: 'one', n: 0, because: 'test', graceMs: 2000 }), JSON.stringify(told)).to.equal('withdrawn');
      expect(told.at(-1)).to.include({ kind: 'change.withdrawn' }).and.not.have.property('kept');
      expect(await swapsIn(at().client)).to.deep.equal([]);
      expect(await workloadOf(at().client, deployment)).to.include({ ready: 3, replicas: 3 });
      expect((await world.cluster.service('web', stop.signal))?.selector).to.deep.equal({ app: 'web', tier: 'front' });
    });
  }

  it('a rollout that is through is left, and makes no other one', async () => {
    await whole();
    const world = worldWith(5);
    const [change = null] = await plan(faults.rollout, { workload: 'deployment/web' }, world);
    const { client, kubectl } = at();
    const names = async () => (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).trim().split('\n').sort();
    await faults.rollout.apply(change, world, stop.signal);
    await eventually('the note on web', 10_000, async () => (await swapsIn(client)).length === 1);
    await kubectl('rollout', 'status', 'deployment', 'web', '--timeout=60s');
    await whole();
    await eventually('the pods of before to have ended', 30_000, async () => (await names()).length === 3);
    const before = await names();
    await faults.rollout.revert[0]?.run(change, world, stop.signal);
    expect((await faults.rollout.gone(change, world, stop.signal)).is).to.equal('gone');
    expect(await swapsIn(client)).to.deep.equal([]);
    await whole();
    expect(await names()).to.deep.equal(before);
  });

  it('black-hole keeps a selector that somebody deployed meanwhile, and says so', async () => {
    await whole();
    const world = worldWith(5);
    const action: Action = faults['black-hole'];
    const [change = null] = await plan(action, { service: 'web' }, world);
    await action.apply(change, world, stop.signal);
    await at().kubectl('patch', 'service', 'web', '--type=json', '--field-manager=deployer', '-p', '[{"op":"replace","path":"/spec/selector","value":{"app":"web"}}]');
    expect(await action.revert[0]?.run(change, world, stop.signal)).to.have.property('kept').that.matches(/set by deployer/);
    await eventually('the proof', 10_000, async () => (await action.gone(change, world, stop.signal)).is === 'gone');
    await at().kubectl('patch', 'service', 'web', '--type=json', '-p', '[{"op":"add","path":"/spec/selector/tier","value":"front"}]');
  });

  it('refuses at plan what matches nothing, what an autoscaler would undo, what is down, and more pods than allowed', async () => {
    await whole();
    const world = worldWith(1);
    expect(await refusal(faults['black-hole'], { service: 'nobody' }, world)).to.match(/expected Service nobody .*got no such object/);
    expect(await refusal(faults['pod-kill'], { workload: 'deployment/nobody', count: 1 }, world)).to.match(/expected Deployment nobody .*got no such object/);
    expect(await refusal(faults['pod-kill'], { workload: 'deployment/web', count: 2 }, world)).to.match(/expected at most 1 pods to be ended, got 2/);
    expect(await refusal(faults['pod-kill'], { workload: 'deployment/web', count: 9 }, world)).to.match(/to have 9 pods that are ready, got 3/);
    expect(await refusal(faults['scale-to-zero'], { workload: 'statefulset/db' }, world)).to.match(/HorizontalPodAutoscaler db, 1 to 4[^]*autoscaling: pinned/);
    await at().kubectl('rollout', 'pause', 'deployment', 'web');
    expect(await refusal(faults.rollout, { workload: 'deployment/web' }, worldWith(5))).to.match(/got it is paused/);
    await at().kubectl('rollout', 'resume', 'deployment', 'web');
  });

  it('ends no more pods than are allowed, by all faults of a run together', async () => {
    await whole();
    const world = worldWith(1);
    const action: Action = faults['pod-kill'];
    const [first = null] = await plan(action, { workload: 'deployment/web', count: 1 }, world);
    await action.apply(first, world, stop.signal);
    await action.revert[0]?.run(first, world, stop.signal);
    const [second = null] = await plan(action, { workload: 'deployment/web', count: 1 }, world);
    await action.apply(second, world, stop.signal).then(() => expect.fail('it ended another pod'), (error: Error) => expect(error.message).to.match(/at most 1 pods .*1 before, and 1 by this/));
  });
});
