/** Holds the test of how customers come to a drill: its world has them and no others, its record has all of them, and what they knew adds up. */
import { expect } from 'chai';
import { judge } from '../../../src/judge/judge.ts';
import { everything, perform } from '../../house/simulated-drill.ts';

describe('a drill with a panel', () => {
  it('has its customers in world, record and scorecard', async () => {
    const { history } = await perform({ raw: { ...everything, panel: { generate: { customers: 5000, unlisted: 0.1 } }, responders: { ...everything.responders, support: { autopilot: {} } } } });
    const [listing, audience] = [history.first('panel.listed'), history.first('audience.listed')];
    expect(listing).to.include({ customers: 5000, by: 'drill' });
    expect(history.of('panel.part').flatMap(({ count }) => count).reduce((sum, n) => sum + n, 0)).to.equal(5000);
    const canaries = new Set(listing?.named.flatMap(({ id, canary }) => (canary ? [id] : [])));
    expect(audience?.customers.map(({ id }) => id)).to.have.members([...canaries]);
    const acting = history.of('call.moved').map(({ customer }) => customer ?? '');
    expect(acting.length).to.be.greaterThan(10);
    expect(acting.every((id) => canaries.has(id))).to.equal(true);
    const { coverage } = judge(history);
    expect(Object.values(coverage?.knew ?? {}).reduce((sum, n) => sum + n, 0)).to.be.within(4996, 5004);
    expect(coverage?.unlisted).to.be.within(400, 600);
    expect(coverage?.curve.every(({ told }, n, all) => told >= (all[n - 1]?.told ?? 0))).to.equal(true);
    expect(coverage?.canaries.filter(({ channel }) => channel === 'email').every(({ canaries: asked, told, own }) => own && asked > 5 && told > 0)).to.equal(true);
  });

  it('is the same, line by line, for the same seed', async () => {
    const text = async () => (await perform({ raw: { ...everything, duration: '70s', panel: { generate: { customers: 500 } } } })).text;
    expect(await text()).to.equal(await text());
  });
});
