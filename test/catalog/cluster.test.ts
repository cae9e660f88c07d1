/** Holds the tests of what is special in faults of a cluster: who is chosen, what takes its time to come back, and what is left as it is. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { withdraw } from '../../src/heal/withdraw.ts';
import { withdrawAll } from '../../src/heal/withdraw-all.ts';
import { apply, onStage, plan } from './stage.ts';
import type { Stage, Staged } from './stage.ts';

const { faults } = catalogue;
const workload = 'deployment/web';
const problemOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => expect.fail('it was planned'), (error: Error) => error.message);

/** As the drill withdraws, with the drill's own grace; resolves with what is in the record, and when. */
async function withdrawn({ world }: Stage, { action, changes }: Staged): Promise<{ is: string; tookMs: number }> {
  const { clock } = world;
  const fromMs = clock.now();
  const is = await withdraw({ action, change: changes[0] ?? null, world, emit: () => 0, clock, inject: 'one', n: 0, because: 'test', graceMs: 2000 });
  return { is, tookMs: clock.now() - fromMs };
}

describe('faults of a cluster', () => {
  it('pod-kill: the seed chooses the pods, and their number is as it was asked for', async () => {
    const chosen = (seed: number, input: object) => onStage(async (stage) => (await plan(stage, faults['pod-kill'], { workload, ...input }, 'one')).changes.map((change) => (change as { pods: { name: string }[] }).pods.map((pod) => pod.name))[0] ?? [], { seed });
    expect(await chosen(7, { count: 1 })).to.deep.equal(await chosen(7, { count: 1 }));
    expect(new Set((await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => chosen(seed, { count: 1 })))).flat()).size).to.be.greaterThan(1);
    expect(await chosen(1, { share: 0.01 })).to.have.length(1);
    expect(new Set(await chosen(1, { share: 1 })).size).to.equal(3);
  });

  it('pod-kill takes either a count or a share, and a workload as kubectl writes it', () => {
    const { spec } = faults['pod-kill'];
    expect(spec.safeParse({ workload }).error?.message).to.contain('either a count or a share');
    expect(spec.safeParse({ workload, count: 1, share: 0.5 }).error?.message).to.contain('either a count or a share');
    expect(spec.safeParse({ workload: 'web', count: 1 }).error?.message).to.contain('deployment/checkout');
  });

  it('names that match nothing are refused when the fault is planned', async () => {
    await onStage(async (stage) => {
      expect(await problemOf(plan(stage, faults['pod-kill'], { workload: 'statefulset/web', count: 1 }, 'one'))).to.contain('StatefulSet web');
      expect(await problemOf(plan(stage, faults['black-hole'], { service: 'nobody' }, 'one'))).to.contain('Service nobody');
      expect(await problemOf(plan(stage, faults['pod-kill'], { workload, count: 4 }, 'one'))).to.contain('4 pods that are ready, got 3');
    });
  });

  it('what takes longer to come back than a withdrawal may is waited for', async () => {
    await onStage(async (stage) => {
      const killed = await plan(stage, faults['pod-kill'], { workload, count: 2 }, 'one');
      await apply(stage, killed);
      const { is, tookMs } = await withdrawn(stage, killed);
      expect(is).to.equal('withdrawn');
      expect(tookMs).to.be.within(2000, 4000);
    });
  });

  it('a Service is put right at once, however long a workload takes to come back', async () => {
    await onStage(async (stage) => {
      const hole = await plan(stage, faults['black-hole'], { service: 'web' }, 'hole');
      await apply(stage, hole);
      const killed = await plan(stage, faults['pod-kill'], { workload, count: 1 }, 'kill');
      await apply(stage, killed);
      const ended: string[] = [];
      await withdrawAll([killed, hole], async (staged) => {
        const { is } = await withdrawn(stage, staged);
        ended.push(staged.action.kind);
        return is === 'withdrawn' ? 'withdrawn' : 'stuck';
      });
      expect(ended).to.deep.equal(['black-hole', 'pod-kill']);
    });
  });

  it('rollout: one that is through is left, and one that is under way goes back to the pods of before', async () => {
    for (const [waitMs, left] of [[60_000, true], [3000, false]] as const) {
      await onStage(async (stage) => {
        const staged = await plan(stage, faults.rollout, { workload }, 'one');
        await apply(stage, staged);
        await stage.world.clock.sleep(waitMs);
        expect((await withdrawn(stage, staged)).is).to.equal('withdrawn');
        const now = await stage.world.cluster.workload({ kind: 'Deployment', name: 'web' }, stage.stop);
        expect(now).to.include({ ready: 3, rolling: false });
        expect(now?.restartedAt !== null, `after ${waitMs} ms`).to.equal(left);
      });
    }
  });
});
