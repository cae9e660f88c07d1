/** Tests swaps against a cluster in memory: what can hardly be brought about in a real one, such as a write in between or a note that can't be read. */
import { expect } from 'chai';
import type { Swap } from '../../../src/ports/cluster.ts';
import { clusterCapability } from '../../../src/worlds/kubernetes/cluster.ts';
import { refTo, types } from '../../../src/worlds/kubernetes/api/objects.ts';
import { clusterSettings } from '../../../src/worlds/kubernetes/settings.ts';
import { swapField, swapsIn, unswapField } from '../../../src/worlds/kubernetes/swaps/swaps.ts';
import { fakeClient } from './fake-client.ts';

const web = (spec: object, note?: string) => ({ ...types.Deployment, metadata: { name: 'web', ...(note !== undefined && { annotations: { 'gameday.dev/swapped-replicas': note } }) }, spec });
const ref = { kind: 'Deployment', name: 'web' } as const;
const at = refTo(types.Deployment, 'web');
const toZero: Swap = { ref, field: 'replicas', from: 2, to: 0 };
const replicas = (client: ReturnType<typeof fakeClient>) => (client.now(at)?.['spec'] as { replicas?: number } | undefined)?.replicas;
const problemOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => expect.fail('it was done'), (error: Error) => error.message);

describe('swaps', () => {
  it('change field and note in one request, and take both back in one', async () => {
    const client = fakeClient([web({ replicas: 2 })]);
    await swapField(client, 'one', toZero);
    expect(client.changes()).to.deep.equal(['merge Deployment web']);
    expect(JSON.parse(client.now(at)?.metadata?.annotations?.['gameday.dev/swapped-replicas'] ?? '')).to.deep.equal({ run: 'one', from: 2, to: 0 });
    await unswapField(client, 'one', { ref, field: 'replicas' });
    expect(client.changes()).to.have.length(2);
    expect(client.now(at)?.metadata?.annotations).to.deep.equal({});
    expect(replicas(client)).to.equal(2);
  });

  it('look again where somebody writes between reading and writing, and then decide anew', async () => {
    let writes = 3;
    const client = fakeClient([web({ replicas: 2 })], { before: (verb) => void (verb === 'merge' && writes-- > 0 && client.put(web({ replicas: writes === 0 ? 5 : 2 }))) });
    expect(await problemOf(swapField(client, 'one', toZero))).to.match(/expected replicas of Deployment web to be 2, as it was when the drill was planned, got 5/);
    expect(replicas(client)).to.equal(5);
  });

  it('of an object that goes between reading and writing say that it is gone', async () => {
    const client = fakeClient([web({ replicas: 0 }, '{"run":"one","from":2,"to":0}')], { before: (verb) => void (verb === 'merge' && client.drop(at)) });
    expect(await unswapField(client, 'one', toZero)).to.deep.equal({ kept: 'Deployment web is gone: somebody removed it' });
  });

  it('leave a note that cannot be read, and the field below it, alone', async () => {
    const client = fakeClient([web({ replicas: 0 }, 'mine!')]);
    expect(await problemOf(swapField(client, 'one', toZero))).to.match(/cannot be read/);
    expect((await unswapField(client, 'one', toZero)).kept).to.match(/a note that cannot be read/);
    expect(await swapsIn(client)).to.deep.equal([]);
    expect(client.changes()).to.deep.equal([]);
  });

  it('are found again by run', async () => {
    const client = fakeClient([web({ replicas: 0 }, '{"run":"one","from":2,"to":0}'), { ...types.Service, metadata: { name: 'web', annotations: { 'gameday.dev/swapped-selector': '{"run":"two","from":{"a":"b"},"to":{"c":"d"}}' } } }]);
    expect((await swapsIn(client)).map((swap) => `${swap.run} ${swap.ref.kind} ${swap.field}`)).to.have.members(['one Deployment replicas', 'two Service selector']);
    expect(await swapsIn(client, 'one')).to.deep.equal([{ ...toZero, run: 'one' }]);
  });

  it('count towards the pods that a run may end', async () => {
    const client = fakeClient([web({ replicas: 2 })]);
    const cluster = clusterCapability({ run: 'one', client, settings: clusterSettings.parse({ limits: { pods: 1 } }) });
    expect(await problemOf(cluster.swap(toZero, new AbortController().signal))).to.match(/at most 1 pods to be ended by one drill, got 0 before, and 2 by this/);
    expect(client.changes()).to.deep.equal([]);
  });
});
