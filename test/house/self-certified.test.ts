/** Holds the test that no fault certifies itself: one that does nothing makes the drill inconclusive, one that stays makes it end as such. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import type { Action } from '../../src/catalog/action.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { judge } from '../../src/judge/judge.ts';
import { alone, faults } from './alone.ts';
import type { Fault, ObserverKind } from './alone.ts';
import { perform } from './simulated-drill.ts';

const everybody = Object.keys(catalogue.observers) as ObserverKind[];

/** The catalogue with one fault changed. */
const catalogueWith = (fault: Fault, change: (action: Action) => Partial<Action>): Catalogue => {
  const action: Action = catalogue.faults[fault];
  return { ...catalogue, faults: { ...catalogue.faults, [fault]: { ...action, ...change(action) } } };
};

const judged = async (fault: Fault, changed: Catalogue = catalogue) => judge((await perform({ raw: alone(fault, everybody, { rps: 20 }), catalogue: changed })).history);

/** Both leave the same Service without an address, one by its selector and one by its pods. */
const both = { ...alone('black-hole', everybody, { rps: 20 }), lanes: { hole: [{ id: 'hole', fault: 'black-hole', at: '6s', for: '12s', with: { service: 'web' } }], pods: [{ id: 'pods', fault: 'scale-to-zero', at: '6s', for: '8s', with: { workload: 'deployment/web' } }] } };

const mendsItself: ReadonlySet<Fault> = new Set<Fault>(['pod-kill']);

describe('self-certified effects', () => {
  for (const fault of faults) {
    // The drill starts its own users by the fault `traffic`; there the one that is injected is told by its inject.
    const onlyInjected = (action: Action): Action['apply'] => (change, world, stop) => (fault === 'traffic' && JSON.stringify(change).includes('"legitimate"') ? action.apply(change, world, stop) : Promise.resolve());

    it(`${fault} is felt and withdrawn`, async () => {
      const card = await judged(fault);
      // A flood that harms users demands a control run beside it, which a fault alone can't be.
      const doubts = card.validity.filter((check) => check.id !== 'control' && (check.is === 'failed' || check.is === 'unknown'));
      expect(doubts).to.deep.equal([]);
      expect(card.exitCode).to.not.equal(4);
    });

    it(`${fault} that does nothing makes the drill inconclusive`, async () => {
      const card = await judged(fault, catalogueWith(fault, (action) => ({ apply: onlyInjected(action) })));
      expect(card.validity.find((check) => check.id.startsWith('felt'))).to.have.property('is', 'failed');
      expect(card.exitCode).to.equal(2);
    });

    // What a controller mends by itself is over before anybody withdraws it: there is nothing to find out.
    if (mendsItself.has(fault)) continue;
    it(`${fault} that is not withdrawn is found out`, async () => {
      const card = await judged(fault, catalogueWith(fault, ({ revert }) => ({ revert: revert.map((way) => ({ ...way, run: async () => {} })) })));
      expect(card).to.include({ exitCode: 4, outcome: 'not withdrawn' });
    });
  }

  for (const [idle, inject] of [['black-hole', 'hole'], ['scale-to-zero', 'pods']] as const) {
    it(`${idle} that does nothing is not vouched for by another fault on the same pods`, async () => {
      const card = judge((await perform({ raw: both, catalogue: catalogueWith(idle, () => ({ apply: async () => {} })) })).history);
      expect(card.validity.find((check) => check.id === `felt/${inject}`)).to.have.property('is', 'failed');
      expect(card.exitCode).to.equal(2);
    });
  }
});
