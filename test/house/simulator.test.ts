/** Holds the short run of the simulator, `npm run simulate` in small: random scenarios with random failures of gameday's own parts break no promise, and a bug would be found. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { createCoverage } from '../simulate/coverage.ts';
import { drawCase, failureKinds } from '../simulate/case.ts';
import type { Case } from '../simulate/case.ts';
import { phases } from '../simulate/phase.ts';
import { toldOf, trySeed } from '../simulate/try-seed.ts';

describe('the simulator', function () {
  this.timeout(240_000);

  it('finds no broken promise, with each failure in each phase of a drill', async () => {
    const coverage = createCoverage();
    const told: string[] = [];
    for (let seed = 0; seed < failureKinds.length * phases.length; seed++) {
      const { fired, found } = await trySeed(seed);
      coverage.add(fired);
      if (found !== undefined) told.push(toldOf(seed, found));
    }
    expect(told).to.deep.equal([]);
    expect(coverage.missing()).to.deep.equal([]);
  });

  it('draws the same case from the same seed, and tries it alike', async () => {
    expect(drawCase(7)).to.deep.equal(drawCase(7));
    expect(await trySeed(7)).to.deep.equal(await trySeed(7));
  });

  it('finds a fault whose withdrawal does nothing, and shows it with that inject alone', async () => {
    const { unavailable } = catalogue.faults;
    const forgetful: Catalogue = { ...catalogue, faults: { ...catalogue.faults, unavailable: { ...unavailable, revert: [{ how: 'nothing', run: async () => {} }] } } };
    let seed = 0;
    // One with others beside it and a failure that keeps nobody from injecting, so that there is something to drop.
    const fits = ({ injects, failures }: Case) => injects.length > 1 && injects.some(({ fault }) => fault === 'unavailable') && failures[0]?.phase === 'closing';
    while (!fits(drawCase(seed))) seed += 1;
    const { found } = await trySeed(seed, forgetful);
    expect(found?.broken.promise).to.equal('no fault outlives its drill and its healing');
    expect(found?.shortest.injects.map(({ fault }) => fault)).to.deep.equal(['unavailable']);
    expect(found?.shortest).to.deep.include({ responders: [], silent: [], guardrails: {}, failures: [] });
  });
});
