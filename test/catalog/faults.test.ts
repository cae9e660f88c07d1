/** Holds the tests that every fault must pass: planned without touching, felt by observers, withdrawn by each of its ways, proved gone. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import type { Action } from '../../src/catalog/action.ts';
import type { Expectation } from '../../src/record/events.ts';
import type { Json } from '../../src/record/json.ts';
import { examples } from './examples.ts';
import { apply, onStage, plan } from './stage.ts';
import type { Stage } from './stage.ts';

/** What an observer saw of an expectation, told from its own observations alone. */
function felt(stage: Stage, expected: Expectation): boolean {
  switch (expected.see) {
    case 'probe': {
      const seen = stage.of('probes.seen').flatMap((round) => round.proxies[expected.proxy] ?? []);
      const outcomes = seen.map((probe) => probe.outcome);
      if (expected.is === 'slower') return seen.filter((probe) => probe.ms >= expected.byMs).length > seen.length / 2;
      if (expected.is === 'flapping') return outcomes.includes('ok') && outcomes.includes('refused');
      const wanted = { unreachable: ['refused'], stalled: ['timeout'], cut: ['cut', 'reset'] }[expected.is];
      return outcomes.filter((outcome) => wanted.includes(outcome)).length > outcomes.length / 2;
    }
    case 'arrivals': {
      const sent = [...stage.of('flood.second').map(({ atMs, generator, sent }) => ({ atMs, generator, sent })), ...stage.of('traffic.second').map(({ atMs, generator, classes }) => ({ atMs, generator, sent: Object.values(classes).reduce((sum, one) => sum + one.sent, 0) }))];
      const reads = stage.of('counters.read');
      // What was sent after the last reading can't have been counted.
      const countedMs = reads.at(-1)?.atMs ?? 0;
      const offered = sent.filter((second) => second.generator === expected.generator && second.atMs + 1000 <= countedMs).reduce((sum, second) => sum + second.sent, 0);
      const received = (reads.at(-1)?.entries['router']?.received ?? 0) - (reads[0]?.entries['router']?.received ?? 0);
      return offered > 0 && received >= expected.shareMin * offered;
    }
    case 'mail':
      return stage.of('mail.canary').some((canary) => canary.state === ({ refused: 'refused', hanging: 'timeout', 'temporary-failure': 'temporary-failure', slow: 'accepted', lost: 'missing', bounced: 'bounced' } as const)[expected.is]);
    case 'rota':
      return stage.of('rota.seen').some((seen) => seen.absent.includes(expected.role));
    case 'declaration':
      return false;
    case 'cluster': {
      const { object, name, what, number } = expected;
      return stage.of('cluster.changed').some((change) => change.object === object && change.name.startsWith(name) && change.what === what && (number === undefined || (change.numbers?.[number.name] ?? Infinity) <= (number.atMost ?? Infinity)));
    }
  }
  return false;
}

const observers = ['traffic', 'counters', 'dependencies', 'mail', 'rota', 'cluster'] as const;

describe('faults', () => {
  it('have one example each', () => {
    expect(Object.keys(examples)).to.have.members(Object.keys(catalogue.faults));
  });

  for (const [kind, action] of Object.entries<Action>(catalogue.faults)) {
    const input = examples[kind as keyof typeof examples];

    it(`${kind}: planning touches nothing but its own generator, and the change survives JSON`, async () => {
      await onStage(async (stage) => {
        const before = stage.snapshot();
        const { changes } = await plan(stage, action, input, 'one');
        expect(changes).to.have.length.greaterThan(0);
        const without = (snapshot: Json) => {
          const { range, cluster } = snapshot as { readonly range: object; readonly cluster: Json };
          return { cluster, range: { ...range, running: [] } };
        };
        expect(without(stage.snapshot())).to.deep.equal(without(before));
      });
    });

    it(`${kind}: observers feel what it says, and nothing of it before`, async () => {
      await onStage(async (stage) => {
        const staged = await plan(stage, action, input, 'one', 8000);
        const ends = observers.map((observer) => stage.watch(observer));
        await stage.world.clock.sleep(3000);
        const expectations = action.felt(staged.spec, 'one');
        for (const expected of expectations) expect(felt(stage, expected), `${JSON.stringify(expected)} before`).to.equal(false);
        // Arrivals are counted from the last reading before the fault.
        const counted = stage.of('counters.read').slice(-1);
        (stage.events as unknown[]).splice(0, Infinity, ...counted);
        await apply(stage, staged);
        await stage.world.clock.sleep(9000);
        for (const end of ends) await end();
        for (const expected of expectations) expect(felt(stage, expected), JSON.stringify(expected)).to.equal(true);
      });
    });

    for (const way of action.revert) {
      it(`${kind}: "${way.how}" withdraws it, twice over, and proof tells present from gone`, async () => {
        await onStage(async (stage) => {
          const before = stage.snapshot();
          const staged = await plan(stage, action, input, 'one');
          await apply(stage, staged);
          await stage.world.clock.sleep(1500);
          for (const change of staged.changes) {
            expect((await action.gone(change, stage.world, stage.stop)).is).to.equal('present');
            await way.run(change, stage.world, stage.stop);
            await way.run(change, stage.world, stage.stop);
            expect(await action.gone(change, stage.world, stage.stop)).to.have.property('is', 'gone');
          }
          expect(stage.snapshot()).to.deep.equal(before);
        });
      });
    }

    it(`${kind}: the first way withdraws what was planned and never applied`, async () => {
      await onStage(async (stage) => {
        const before = stage.snapshot();
        const { changes } = await plan(stage, action, input, 'one');
        for (const change of changes) {
          await action.revert[0]?.run(change, stage.world, stage.stop);
          expect(await action.gone(change, stage.world, stage.stop)).to.have.property('is', 'gone');
        }
        expect(stage.snapshot()).to.deep.equal(before);
      });
    });
  }
});
