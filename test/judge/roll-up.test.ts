/** Holds the tests of ratings, scores and roll-up, with the properties that no arrangement of measurements may break. */
import { expect } from 'chai';
import fc from 'fast-check';
import { metrics } from '../../src/judge/metrics/index.ts';
import { metric, notExercised, unmeasured, value } from '../../src/judge/metric.ts';
import type { Measured } from '../../src/judge/metric.ts';
import { ratingOf, scoreOf } from '../../src/judge/rate.ts';
import { resultOf } from '../../src/judge/result-of.ts';
import { rollUp } from '../../src/judge/roll-up.ts';
import type { Rating } from '../../src/judge/rate.ts';
import type { CapabilityResult, MetricResult } from '../../src/judge/scorecard.ts';
import { judgedDrill } from './judged.ts';
import { drill } from './drill-builder.ts';

const order: readonly (Rating | null)[] = ['P', 'S', 'M', 'U'];
const bounds = { p: 10, s: 20, m: 40 };
const history = drill().build();

const result = (critical: boolean, measured: Measured, id = 'a'): MetricResult =>
  resultOf(metric({ id, title: id, capability: 'detection', unit: 'ms', critical, bounds: () => bounds, basis: '(J)', sentence: '{measured}, aim {aim}', measure: () => measured }), history, {}, true);
const rolled = (...results: readonly MetricResult[]): CapabilityResult => rollUp('detection', true, results);
const at = (n: number) => value(n, 1);

describe('ratingOf and scoreOf', () => {
  it('are 100 at P, 85 at S, 60 at M and 0 at twice M', () => {
    expect([0, 10, 15, 20, 30, 40, 60, 80, 999].map((n) => scoreOf(n, bounds))).to.deep.equal([100, 100, 92.5, 85, 72.5, 60, 30, 0, 0]);
    expect([10, 10.1, 20, 20.1, 40, 40.1].map((n) => ratingOf(n, bounds))).to.deep.equal(['P', 'S', 'S', 'M', 'M', 'U']);
  });

  it('take a share at its bound for within it, whatever binary fractions do', () => {
    for (const share of [0.99, 0.95, 0.9, 0.8]) expect(ratingOf(1 - share, { p: Math.round((1 - share) * 100) / 100, s: 0.5, m: 1 })).to.equal('P');
  });

  it('never get better as the measurement gets worse', () => {
    const sorted = fc.tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true })).map((all) => all.toSorted((a, b) => a - b));
    const amount = fc.double({ min: 0, max: 250, noNaN: true });
    fc.assert(
      fc.property(sorted, amount, amount, ([p = 0, s = 0, m = 0], a, b) => {
        const [better, worse] = [Math.min(a, b), Math.max(a, b)];
        expect(order.indexOf(ratingOf(worse, { p, s, m }))).to.be.at.least(order.indexOf(ratingOf(better, { p, s, m })));
        expect(scoreOf(worse, { p, s, m })).to.be.at.most(scoreOf(better, { p, s, m }) + 1e-6);
      }),
    );
  });
});

describe('rollUp', () => {
  it('is as good as the worst critical task', () => {
    expect(rolled(result(true, at(5)), result(true, at(30)), result(true, at(15)))).to.deep.include({ rating: 'M', score: 72.5 });
  });

  it('is lowered from P to S, and no further, by what is not critical', () => {
    expect(rolled(result(true, at(5)), result(false, at(999)))).to.deep.include({ rating: 'S', score: 85 });
    expect(rolled(result(true, at(15)), result(false, at(999)))).to.deep.include({ rating: 'S', score: 92.5 });
    expect(rolled(result(true, at(5)), result(false, unmeasured('nobody looked')))).to.deep.include({ rating: 'P', score: 100 });
  });

  it('has no rating where a critical task was not measured, unless another one is U already', () => {
    expect(rolled(result(true, at(5)), result(true, unmeasured('nobody looked')))).to.deep.include({ rating: null, score: null, sentence: 'Detection could not be rated. a: not measured, because nobody looked.' });
    expect(rolled(result(true, at(35)), result(true, unmeasured('nobody looked')))).to.deep.include({ rating: null });
    expect(rolled(result(true, at(99)), result(true, unmeasured('nobody looked')))).to.deep.include({ rating: 'U', score: null });
  });

  it('passes over what was not exercised, and has no rating where nothing was', () => {
    expect(rolled(result(true, at(5)), result(true, notExercised('no occasion')))).to.deep.include({ rating: 'P' });
    expect(rolled(result(true, notExercised('no occasion')), result(false, at(5)))).to.deep.include({ rating: null, sentence: 'Detection was not exercised: no occasion.' });
    expect(rollUp('detection', false, [result(true, at(5))])).to.deep.include({ rating: null, inScope: false });
  });

  it('never gets better as one measurement gets worse or goes missing', () => {
    const measured = fc.oneof(fc.nat(100).map(at), fc.nat(100).map((n): Measured => ({ is: 'atLeast', n, evidence: [1] })), fc.constant(unmeasured('nobody looked')));
    const rank = ({ rating }: CapabilityResult) => order.indexOf(rating);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), measured), { minLength: 1, maxLength: 5 }), fc.nat(100), fc.nat(100), fc.boolean(), (others, n, more, critical) => {
        const rest = others.map(([isCritical, one], i) => result(isCritical, one, `o${i}`));
        const before = rolled(...rest, result(critical, at(n)), result(true, at(0)));
        const worse = rolled(...rest, result(critical, at(n + more)), result(true, at(0)));
        const missing = rolled(...rest, result(true, unmeasured('gone')), result(true, at(0)));
        if (before.rating !== null && worse.rating !== null) expect(rank(worse)).to.be.at.least(rank(before));
        // Without a rating nothing passes; only another task that is U already may still decide.
        expect(missing.rating).to.be.oneOf([null, 'U']);
      }),
    );
  });
});

describe('resultOf', () => {
  const crashing = metric({ id: 'crash', title: 'Crash', capability: 'detection', unit: 'ms', critical: true, bounds: () => bounds, basis: '(J)', sentence: '{measured}', measure: () => { throw new Error('no such observer'); } });

  it('takes a metric that crashes, or that computes no number, for not measured', () => {
    expect(resultOf(crashing, history, {}, true)).to.deep.include({ rating: null, score: null, measured: { is: 'unmeasured', why: 'the metric crashed: no such observer' } });
    for (const n of [NaN, Infinity]) expect(result(true, at(n)).measured).to.deep.include({ is: 'unmeasured' });
  });

  it('takes *at least* for U only beyond the last bound', () => {
    const within = (n: number) => result(true, { is: 'atLeast', n, evidence: [1] });
    expect(within(40)).to.deep.include({ rating: null });
    expect(within(41)).to.deep.include({ rating: 'U', score: 0 });
  });

  it('divides the bounds that are scaled by the compression, never those of the scenario', () => {
    const { metric: found } = judgedDrill({ brief: { compression: 5, targets: { acknowledge: { p: 1, s: 2, m: 3, why: 'a strict team' } } } });
    expect(found('detect').bounds).to.deep.equal({ p: 24_000, s: 60_000, m: 120_000 });
    expect(found('detect').basis).to.match(/divided by 5, the drill's time compression$/);
    expect(found('unharmed').bounds).to.deep.equal({ p: 0.01, s: 0.05, m: 0.1 });
    expect(found('acknowledge')).to.deep.include({ rating: 'U', bounds: { p: 1, s: 2, m: 3 }, basis: 'set by the scenario: a strict team' });
  });
});

describe('the list of metrics', () => {
  it('has one of each id, each with a basis, and a sentence that says what was measured', () => {
    expect(new Set(metrics.map((one) => one.id)).size).to.equal(metrics.length);
    for (const one of metrics) {
      expect(one.basis, one.id).to.not.equal('');
      expect(one.sentence, one.id).to.contain('{measured}');
      if (one.bounds !== undefined) expect(one.sentence, one.id).to.contain('{aim}');
    }
  });

  it('rates what the rubric calls critical', () => {
    expect(metrics.filter((one) => one.critical).map((one) => one.id)).to.deep.equal(['detect', 'acknowledge', 'decide', 'divert', 'mitigate', 'end-to-end', 'unharmed', 'first-notice', 'fallback', 'reach', 'cases-kept', 'final-report']);
  });

  it('has the rubric\'s bounds where the drill ran in real time', () => {
    const { metric: found } = judgedDrill({ brief: { compression: 1 } });
    const minutes = (id: string) => Object.values(found(id).bounds ?? {}).map((ms) => ms / 60_000);
    expect(Object.fromEntries(['detect', 'acknowledge', 'decide', 'divert', 'mitigate', 'end-to-end', 'first-notice', 'longest-gap', 'fallback'].map((id) => [id, minutes(id)]))).to.deep.equal({
      detect: [2, 5, 10], acknowledge: [5, 10, 15], decide: [5, 10, 15], divert: [0.5, 1, 5], mitigate: [1 / 6, 5, 15], 'end-to-end': [15, 25, 30], 'first-notice': [5, 10, 15], 'longest-gap': [20, 30, 60], fallback: [5, 10, 20],
    });
    const shares = (id: string) => Object.values(found(id).bounds ?? {});
    expect(Object.fromEntries(['clean-share', 'unharmed', 'promises-kept', 'reach'].map((id) => [id, shares(id)]))).to.deep.equal({
      'clean-share': [0.01, 0.05, 0.1], unharmed: [0.01, 0.05, 0.1], 'promises-kept': [0, 0.2, 0.5], reach: [0.05, 0.2, 0.5],
    });
  });
});
