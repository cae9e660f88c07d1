/** Holds the tests of what a judge reads from a cluster's changes: whether a fault was felt, and what the cluster did by itself. */
import { expect } from 'chai';
import { pictureOf } from '../../src/judge/picture.ts';
import type { Events, Expectation, PlannedInject } from '../../src/record/events.ts';
import { historyBuilder } from './history-builder.ts';
import { judged } from './judged.ts';

type Change = Omit<Events['cluster.changed'], 'atMs'>;

const injectOf = (inject: string, offsetMs: number, felt: readonly Expectation[]): PlannedInject => ({ inject, lane: 'a', fault: 'some', title: 'Some fault', offsetMs, forMs: 10_000, spec: {}, felt: [...felt], attack: false, control: false });
/** One that follows half a second after the other. */
const soon = injectOf('soon', 20_500, []);

const builderOf = (expected: Expectation, changes: Readonly<Record<number, Change>>, beats = 30, later: readonly PlannedInject[] = []) => {
  const builder = historyBuilder()
    .at(0, 'drill', 'msel.planned', { injects: [injectOf('it', 10_000, [expected]), ...later], endMs: 30_000 })
    .at(0, 'drill', 'timeline.started', {})
    .at(0, 'observer/cluster', 'observer.started', { observer: 'cluster', everyMs: 1000 })
    .at(10_000, 'fault/some', 'change.applied', { inject: 'it', n: 0, tookMs: 1 })
    .at(20_000, 'drill', 'change.withdrawing', { inject: 'it', n: 0, because: 'over' })
    .at(30_000, 'drill', 'timeline.ended', { because: 'complete' });
  for (const { inject, offsetMs } of later) builder.at(offsetMs, 'fault/some', 'change.applied', { inject, n: 0, tookMs: 1 });
  for (let second = 1; second < beats; second++) builder.at(second * 1000, 'observer/cluster', 'observer.beat', { observer: 'cluster' });
  for (const [second, change] of Object.entries(changes)) builder.at(Number(second) * 1000, 'observer/cluster', 'cluster.changed', change);
  return builder;
};
const felt = (...given: Parameters<typeof builderOf>) => judged(builderOf(...given)).check('felt/it').is;

const service = (ready: number): Change => ({ object: 'Service', name: 'web', what: 'changed', saw: `ready addresses → ${ready}`, numbers: { ready } });
const pod = (name: string, what: Change['what'] = 'deleted', restarts = 0): Change => ({ object: 'Pod', name, what, saw: `ready true → false, restarts → ${restarts}`, numbers: { ready: 0, restarts } });
const hpa = (wanted: number): Change => ({ object: 'HorizontalPodAutoscaler', name: 'web', what: 'changed', saw: `wanted 2 → ${wanted}`, numbers: { min: 1, max: 9, wanted } });

describe('a fault on a cluster', () => {
  const noAddress: Expectation = { see: 'cluster', object: 'Service', name: 'web', what: 'changed', number: { name: 'ready', atMost: 0 } };
  const podEnded: Expectation = { see: 'cluster', object: 'Pod', name: 'web-', what: 'deleted' };

  it('is felt when the number goes where it should while it is in force, and not otherwise', () => {
    expect(felt(noAddress, { 11: service(0) })).to.equal('held');
    expect(felt(noAddress, { 11: service(1) })).to.equal('failed');
    expect(felt(noAddress, { 25: service(0) })).to.equal('failed');
    expect(felt(noAddress, {})).to.equal('failed');
  });

  it('proves nothing where it had been so before, or nobody looked', () => {
    expect(felt(noAddress, { 5: service(0), 11: service(0) })).to.equal('unknown');
    expect(felt(noAddress, { 5: service(0), 7: service(2), 11: service(0) })).to.equal('held');
    expect(felt(noAddress, {}, 9)).to.equal('unknown');
    expect(judged(builderOf(noAddress, { 11: service(0) }).without(({ kind }) => kind === 'observer.started')).check('felt/it').is).to.equal('unknown');
  });

  it('is not vouched for by the next fault that strikes the same workload soon after it', () => {
    const next = (name: string): PlannedInject => ({ ...soon, felt: [{ see: 'cluster', object: 'Deployment', name, what: 'changed', number: { name: 'ready', atMost: 0 } }] });
    const feltBefore = (name: string, second: number) => judged(builderOf(podEnded, { [second]: pod('web-0') }, 30, [next(name)])).check('felt/it').is;
    // It ends at 20 s, the next one begins at 20.5 s.
    expect(feltBefore('web', 21)).to.equal('failed');
    expect(feltBefore('shop', 21)).to.equal('held');
    expect(feltBefore('web', 20.2)).to.equal('held');
    expect(feltBefore('web', 11)).to.equal('held');
  });

  it('is told by pods of the workload itself, and not by those of another whose name begins like it', () => {
    expect(felt(podEnded, { 11: pod('web-7d9f8b6c5-abcde') })).to.equal('held');
    expect(felt(podEnded, { 11: pod('web-0') })).to.equal('held');
    expect(felt(podEnded, { 11: pod('web-admin-7d9f8b6c5-abcde') })).to.equal('failed');
    expect(felt(podEnded, { 11: pod('web-admin-0') })).to.equal('failed');
    expect(felt(podEnded, { 11: pod('web-0', 'created') })).to.equal('failed');
  });
});

describe('the picture of a drill in a cluster', () => {
  it('marks autoscalers that scaled and pods that restarted, once each', () => {
    const any: Expectation = { see: 'rota', role: 'network', is: 'absent' };
    const changes = { 3: pod('web-0', 'created'), 4: hpa(4), 5: hpa(4), 6: hpa(5), 7: pod('web-0', 'changed', 1), 8: pod('web-0', 'changed', 1), 9: pod('web-0', 'changed', 2) };
    const marks = pictureOf(builderOf(any, changes).build()).marks.filter((mark) => mark.what === 'cluster');
    expect(marks.map(({ label, atMs }) => [atMs, label])).to.deep.equal([
      [4000, 'autoscaler web wants 4 pods'],
      [6000, 'autoscaler web wants 5 pods'],
      [7000, 'pod web-0 restarted'],
      [9000, 'pod web-0 restarted, 2 times by now'],
    ]);
  });
});
