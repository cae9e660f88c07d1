/** Tests swaps against a real API server: each field goes to its new value and back, and what somebody else set meanwhile stays. */
import { expect } from 'chai';
import type { ClusterRef, Swap } from '../../src/ports/cluster.ts';
import type { Json } from '../../src/record/json.ts';
import { pinAutoscalers } from '../../src/worlds/kubernetes/workloads/autoscalers.ts';
import { refTo, types } from '../../src/worlds/kubernetes/api/objects.ts';
import { swapFields } from '../../src/worlds/kubernetes/swaps/fields.ts';
import { leaveField, swapField, swapsIn, unswapField } from '../../src/worlds/kubernetes/swaps/swaps.ts';
import { inNamespace } from './kit.ts';
import { webApp } from './web-app.ts';

const service = { kind: 'Service', name: 'web' } as const;
const deployment = { kind: 'Deployment', name: 'web' } as const;
const hpa = { kind: 'HorizontalPodAutoscaler', name: 'db' } as const;
const nowhere = { ref: service, field: 'selector', from: { app: 'web', tier: 'front' }, to: { 'gameday.dev/black-hole': 'one' } } as const satisfies Swap;

describe('swaps in a cluster', function () {
  this.timeout(60_000);
  const at = inNamespace();
  before(() => at().apply(webApp));

  const read = async ({ ref, field }: { ref: ClusterRef; field: Swap['field'] }): Promise<{ value: Json; notes: string[] }> => {
    const object = await at().client.read(refTo(types[ref.kind], ref.name));
    if (object === undefined) throw new Error(`no ${ref.kind} ${ref.name}`);
    return { value: swapFields[field].read(object), notes: Object.keys(object.metadata?.annotations ?? {}).filter((key) => key.startsWith('gameday.dev/')) };
  };

  const all: readonly Swap[] = [
    nowhere,
    { ref: deployment, field: 'replicas', from: 3, to: 1 },
    { ref: { kind: 'StatefulSet', name: 'db' }, field: 'replicas', from: 1, to: 2 },
    { ref: deployment, field: 'restartedAt', from: null, to: '2026-01-01T00:00:00.000Z' },
    { ref: hpa, field: 'bounds', from: { min: 1, max: 4 }, to: { min: 2, max: 2 } },
  ];
  for (const swap of all) {
    it(`${swap.field} of a ${swap.ref.kind} goes to its new value, with a note, and back`, async () => {
      const { client } = at();
      await swapField(client, 'run-1', swap);
      expect(await read(swap)).to.deep.equal({ value: swap.to, notes: [`gameday.dev/swapped-${swap.field}`] });
      expect(await swapsIn(client, 'run-1')).to.deep.equal([{ ...swap, run: 'run-1' }]);
      expect(await unswapField(client, 'run-1', swap)).to.deep.equal({});
      expect(await unswapField(client, 'run-1', swap)).to.deep.equal({});
      expect(await read(swap)).to.deep.equal({ value: swap.from, notes: [] });
    });
  }

  it('another run is refused while a swap stands, and so is a field that is not as it was', async () => {
    const { client } = at();
    await swapField(client, 'run-1', nowhere);
    await swapField(client, 'run-2', nowhere).then(() => expect.fail('it was swapped twice'), (error: Error) => expect(error.message).to.match(/swapped by run run-1/));
    expect((await unswapField(client, 'run-2', nowhere)).kept).to.match(/a swap of run run-1/);
    await unswapField(client, 'run-1', nowhere);
    const wrong: Swap = { ref: deployment, field: 'replicas', from: 7, to: 0 };
    await swapField(client, 'run-1', wrong).then(() => expect.fail('it was swapped'), (error: Error) => expect(error.message).to.match(/expected replicas of Deployment web to be 7.*got 3/));
    expect(await swapsIn(client)).to.deep.equal([]);
  });

  it("keeps somebody's later value, says who set it, and takes the note off", async () => {
    const { client, kubectl } = at();
    const swap: Swap = { ref: deployment, field: 'replicas', from: 3, to: 1 };
    await swapField(client, 'run-1', swap);
    await kubectl('patch', 'deployment', 'web', '--type=merge', '--field-manager=somebody', '-p', '{"spec":{"replicas":2}}');
    const { kept } = await unswapField(client, 'run-1', swap);
    expect(kept).to.match(/^replicas of Deployment web is 2, set by somebody at 20.*Z; it was 3 before the drill, which had set 1$/);
    expect(await read(swap)).to.deep.equal({ value: 2, notes: [] });
    await kubectl('scale', 'deployment', 'web', '--replicas=3');
  });

  it('puts back without its note what gameday set, and nothing that somebody else did', async () => {
    const { client, kubectl } = at();
    await swapField(client, 'run-1', nowhere);
    await kubectl('annotate', 'service', 'web', 'gameday.dev/swapped-selector-', '--field-manager=somebody');
    expect(await swapsIn(client)).to.deep.equal([]);
    await unswapField(client, 'run-1', nowhere);
    expect((await read(nowhere)).value).to.deep.equal(nowhere.from);
    const scaled: Swap = { ref: deployment, field: 'replicas', from: 3, to: 2 };
    await kubectl('scale', 'deployment', 'web', '--replicas=2');
    await unswapField(client, 'run-1', scaled);
    expect((await read(scaled)).value).to.equal(2);
    await kubectl('scale', 'deployment', 'web', '--replicas=3');
  });

  it('holds against somebody who writes to the object all the time', async () => {
    const { client } = at();
    const over = new AbortController();
    const writer = (async () => {
      for (let n = 0; !over.signal.aborted; n++) await client.merge(refTo(types.Service, 'web'), { metadata: { annotations: { busy: String(n) } } });
    })();
    await swapField(client, 'run-1', nowhere);
    await unswapField(client, 'run-1', nowhere);
    over.abort();
    await writer;
    expect(await read(nowhere)).to.deep.equal({ value: nowhere.from, notes: [] });
  });

  it('leaves a value and takes only the note', async () => {
    const { client } = at();
    const swap: Swap = { ref: deployment, field: 'restartedAt', from: null, to: '2026-02-01T00:00:00.000Z' };
    await swapField(client, 'run-1', swap);
    await leaveField(client, 'run-1', swap);
    expect(await read(swap)).to.deep.equal({ value: swap.to, notes: [] });
  });

  it('pins autoscalers at the replicas of their targets', async () => {
    const { client } = at();
    await pinAutoscalers(client, 'run-1');
    expect((await read({ ref: hpa, field: 'bounds' })).value).to.deep.equal({ min: 1, max: 1 });
    for (const swap of await swapsIn(client, 'run-1')) await unswapField(client, 'run-1', swap);
    expect(await read({ ref: hpa, field: 'bounds' })).to.deep.equal({ value: { min: 1, max: 4 }, notes: [] });
  });

  it('says that an object is gone, and refuses to swap one that never was', async () => {
    const { client } = at();
    const gone: Swap = { ...nowhere, ref: { kind: 'Service', name: 'nobody' } };
    expect((await unswapField(client, 'run-1', gone)).kept).to.match(/Service nobody is gone/);
    await swapField(client, 'run-1', gone).then(() => expect.fail('it was swapped'), (error: Error) => expect(error.message).to.match(/expected Service nobody, got no such object/));
  });
});
