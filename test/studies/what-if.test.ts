/** Holds the tests of what-if studies: what may be varied and how, what a summary says of runs, and that a study is the same each time. */
import { expect } from 'chai';
import { catalogue } from '../../src/catalog/index.ts';
import { design } from '../../src/studies/design.ts';
import { distribution, normalQuantile } from '../../src/studies/distribution.ts';
import { runOne, scenarioAt } from '../../src/studies/run-one.ts';
import type { RunResult, StudyPlan } from '../../src/studies/study.ts';
import { byChance, shareOf, summaryOf } from '../../src/studies/summary.ts';
import { setAt, variation, variations } from '../../src/studies/vary.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { said } from './said.ts';

describe('what-if: distributions', () => {
  const ms = (text: string, u: number) => Number(String(distribution(text).at(u)).replace('ms', ''));

  it('spread evenly over a range, of durations or of numbers', () => {
    expect([0, 0.5].map((u) => distribution('1m..15m').at(u))).to.deep.equal(['60000ms', '480000ms']);
    expect(distribution('100..300').at(0.25)).to.equal(150);
  });

  it('have the quantiles that they are named by', () => {
    expect(ms('lognormal(2m,10m)', 0.5)).to.equal(120_000);
    expect(ms('lognormal(2m,10m)', 0.95)).to.be.closeTo(600_000, 5);
    expect(distribution('triangular(0,2,10)').at(0.2)).to.equal(2);
    // From a table of the standard normal distribution.
    for (const [u, z] of [[0.5, 0], [0.975, 1.959964], [0.001, -3.090232], [0.999, 3.090232]] as const) expect(normalQuantile(u)).to.be.closeTo(z, 1e-5);
  });

  it('take each listed value equally often, words and truth values too', () => {
    const { levels, at } = distribution('true,false');
    expect([levels, at(0.4), at(0.6)]).to.deep.equal([[true, false], true, false]);
    expect(distribution('get,search').levels).to.deep.equal(['get', 'search']);
  });

  it('say what was expected of what they cannot be', () => {
    expect(said(() => distribution('15m..1m'))).to.match(/values that rise.*15m\.\.1m/s);
    expect(said(() => distribution('lognormal(1m)'))).to.include('lognormal(median,p95)');
    expect(said(() => distribution('1m..5'))).to.include('durations or numbers');
    expect(said(() => distribution('normal(1,2)'))).to.include('triangular(low,mode,high)');
    expect(said(() => distribution(''))).to.include('got nothing');
    expect(said(() => variation('traffic.rps'))).to.include('PATH=VALUES');
  });
});

describe('what-if: fields', () => {
  const raw = { traffic: { rps: 20 }, lanes: { load: [{ id: 'flood', fault: 'flood', with: { rps: 100 } }] }, responders: { network: { autopilot: { practised: true } } } };

  it('are found by key, by the id of an inject and through an autopilot', () => {
    expect(setAt(raw, 'traffic.rps', 30)).to.have.nested.property('traffic.rps', 30);
    expect(setAt(raw, 'lanes.load.flood.with.rps', 5)).to.have.nested.property('lanes.load[0].with.rps', 5);
    expect(setAt(raw, 'responders.network.decide', '5s')).to.have.nested.property('responders.network.autopilot.decide', '5s');
    expect(raw.traffic.rps).to.equal(20);
  });

  it('that lead nowhere are refused with what is there, and what is not written yet is made', () => {
    expect(said(() => setAt(raw, 'lanes.load.storm.with.rps', 5))).to.match(/expected one of flood in lanes\.load, got storm/);
    expect(said(() => setAt(raw, 'lanes.load.flod.with.rps', 5))).to.include('Did you mean "flood"?');
    expect(said(() => setAt(raw, 'traffic.rps.most', 5))).to.match(/expected fields in traffic\.rps, got 20/);
    expect(said(() => setAt({ responders: { network: 'human' } }, 'responders.network.decide', '5s'))).to.include('Only an autopilot can be varied');
    expect(setAt(raw, 'steady.for', '5s')).to.have.deep.property('steady', { for: '5s' });
    expect(Object.getPrototypeOf(setAt(raw, '__proto__.x', 1))).to.equal(Object.prototype);
    expect(said(() => variations(['traffic.rps=1..2', 'traffic.rps=3..4']))).to.match(/varied once, got traffic\.rps twice/);
  });
});

describe('what-if: designs', () => {
  const varies = [variation('a=0..1'), variation('b=0..1')];

  it('hit each stratum of each field once, in a Latin hypercube', () => {
    const rows = design('lhs', varies, 50, seededRandom(3));
    for (const column of [0, 1]) expect(new Set(rows.map((row) => Math.floor(Number(row[column]) * 50))).size).to.equal(50);
    expect(rows).to.deep.equal(design('lhs', varies, 50, seededRandom(3)));
    expect(rows).to.not.deep.equal(design('lhs', varies, 50, seededRandom(4)));
  });

  it('take every combination of a grid, and refuse one that has no list or more points than runs', () => {
    const lists = [variation('a=1,2'), variation('b=x,y,z')];
    expect(new Set(design('grid', lists, 6, seededRandom(1)).map(String)).size).to.equal(6);
    expect(said(() => design('grid', lists, 5, seededRandom(1)))).to.include('at least 6 runs');
    expect(said(() => design('grid', varies, 9, seededRandom(1)))).to.include('listed values');
  });
});

const plan: StudyPlan = {
  gameday: '0.0.0',
  scenario: { name: 'small', version: '1', title: 'Small' },
  raw: {
    name: 'small', version: '1', owner: 'the house', duration: '40s', compression: 20, traffic: { rps: 20 }, steady: { for: '4s', availability: 0.9 }, scope: ['detection'],
    lanes: { load: [{ id: 'flood', fault: 'flood', at: '8s', for: '20s', with: { rps: 800 } }] },
    responders: { monitoring: { autopilot: {} } },
  },
  vary: [{ path: 'responders.monitoring.acknowledge', values: '1s..15s' }],
  design: 'lhs',
  runs: 2,
  seed: 5,
};

describe('what-if: runs', () => {
  it('are the same for the same seed and values, and follow the value that was varied', async () => {
    const [one, again, late] = [await runOne(catalogue, plan, 0, ['2000ms']), await runOne(catalogue, plan, 0, ['2000ms']), await runOne(catalogue, plan, 0, ['9000ms'])];
    expect(again).to.deep.equal(one);
    expect(one.metrics['acknowledge']?.n).to.equal(2000);
    expect(late.metrics['acknowledge']?.n).to.equal(9000);
    expect(one.seed).to.equal(5);
  });

  it('set fields that are varied alike to the same value', () => {
    const { traffic, injects: [flood] } = scenarioAt(catalogue, { ...plan, vary: [{ path: 'traffic.rps + lanes.load.flood.with.rps', values: '30,40' }] }, 0, [30]);
    expect(traffic).to.have.property('rps', 30);
    expect(flood).to.have.nested.property('spec.rps', 30);
  });

  it('refuse a field that the scenario has not, with the nearest one', async () => {
    const wrong = { ...plan, vary: [{ path: 'responders.monitoring.acknowlege', values: '1s..2s' }] };
    const message = await runOne(catalogue, wrong, 0, ['1s']).then(() => 'none', (error: unknown) => (error instanceof Error ? error.message : ''));
    expect(message).to.match(/acknowlege/).and.match(/did you mean "acknowledge"/);
  });
});

describe('what-if: summaries', () => {
  const result = (run: number, x: number, n: number | undefined, rating: 'P' | 'U' | null): RunResult => ({ run, seed: run, values: [`${x}ms`], outcome: rating ?? 'inconclusive', doubts: rating === null ? [{ what: 'failed: The flood was felt', saw: `${run} requests` }] : [], ratings: { detection: rating }, compared: { detectedMs: null, divertedMs: null, told: null }, metrics: { acknowledge: n === undefined ? { is: 'unmeasured', rating } : { is: 'value', n, rating } } });

  it('give quantiles, the share of each rating with its interval, and the rank correlation', () => {
    const results = Array.from({ length: 20 }, (_, i) => result(i, i * 100, (i + 1) ** 3, i < 15 ? 'P' : 'U'));
    const { metrics: [metric], influences: [influence], outcomes, capabilities } = summaryOf(plan, results);
    expect(metric).to.deep.include({ id: 'acknowledge', measured: 20, atLeast: 0, unmeasured: 0 });
    expect(metric?.quantiles?.p50).to.equal((10 ** 3 + 11 ** 3) / 2);
    expect(metric?.ratings.P?.share).to.equal(0.75);
    expect(capabilities['detection']?.U?.count).to.equal(5);
    expect(outcomes['P']?.count).to.equal(15);
    // Ranks agree although the relation is far from a line.
    expect(influence?.rho).to.be.closeTo(1, 1e-12);
  });

  it('count what was not measured as that, and say why there was no verdict', () => {
    const { metrics: [metric], doubts, influences } = summaryOf(plan, [result(0, 1, 5, 'P'), result(1, 2, undefined, null)]);
    expect(metric).to.deep.include({ measured: 1, unmeasured: 1 });
    expect(doubts).to.deep.equal({ 'failed: The flood was felt': { runs: 1, example: '1 requests' } });
    expect(influences).to.deep.equal([]);
  });

  it('leave out correlations that chance brings about, the more there are the stronger ones', () => {
    expect([byChance(101, 1), byChance(101, 20)].map((n) => Number(n.toFixed(3)))).to.deep.equal([0.196, 0.302]);
    // Ten runs in no order at all.
    const results = [3, 9, 1, 7, 5, 2, 10, 4, 8, 6].map((n, i) => result(i, i * 100, n, 'P'));
    expect(summaryOf(plan, results).influences).to.deep.equal([]);
  });

  it('tell what moves the outcome, the better the larger', () => {
    const results = Array.from({ length: 20 }, (_, i) => result(i, i * 100, 5, i < 10 ? 'U' : 'P'));
    expect(summaryOf(plan, results).influences.map(({ metric, rho }) => [metric, rho > 0.8])).to.deep.equal([['outcome', true], ['detection', true]]);
  });

  it("take Wilson's interval for shares", () => {
    // Source: Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611.
    const [some, none] = [shareOf(81, 263), shareOf(0, 20)];
    expect([some.low, some.high, none.low, none.high].map((n) => Number(n.toFixed(4)))).to.deep.equal([0.2553, 0.3662, 0, 0.1611]);
  });
});
