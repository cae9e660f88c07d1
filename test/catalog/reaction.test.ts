/** Holds the tests of reaction times: a range is drawn from evenly, a log-normal time has the median and the 95th percentile that it was given. */
import { expect } from 'chai';
import { quantile } from 'simple-statistics';
import { catalogue } from '../../src/catalog/index.ts';
import { drawMs, reaction } from '../../src/catalog/roles/reaction.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';

const draws = (text: string) => {
  const random = seededRandom(7);
  const time = reaction('1s', 'a test').parse(text);
  return Array.from({ length: 20_000 }, () => drawMs({ random }, time));
};

describe('reaction times', () => {
  it('of a range are all in it, alike', () => {
    const all = draws('2s..6s');
    expect(Math.min(...all)).to.be.within(2000, 2010);
    expect(Math.max(...all)).to.be.within(5990, 6000);
    expect(quantile(all, 0.25)).to.be.closeTo(3000, 50);
  });

  it('that are log-normal have the quantiles that they are named by, and a long tail', () => {
    const all = draws('lognormal(2m,10m)');
    expect(quantile(all, 0.5)).to.be.closeTo(120_000, 3000);
    expect(quantile(all, 0.95)).to.be.closeTo(600_000, 25_000);
    expect(Math.min(...all)).to.be.above(0);
    // The distribution is symmetric in its logarithm: as far below the median as above it.
    expect(quantile(all, 0.05)).to.be.closeTo(24_000, 1500);
  });

  it('say what was expected of what they cannot be', () => {
    const said = (text: string) => catalogue.roles.monitoring.spec.safeParse({ acknowledge: text }).error?.issues[0]?.message;
    expect(said('soon')).to.include('expected a duration such as "5s", a range such as "5s..15s", or "lognormal(2m,10m)"');
    expect(said('lognormal(10m,2m)')).to.include('a 95th percentile at least as large');
    expect(said('9s..1s')).to.include('a range from low to high');
  });
});
