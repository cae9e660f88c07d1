/** Holds how numbers read, and what inert text is. */
import { expect } from 'chai';
import { value } from '../../src/judge/metric.ts';
import { aimText, count, duration, measuredText, moment, offset, share } from '../../src/report/format.ts';
import { clip, inert, inertJson } from '../../src/report/inert.ts';
import { judgeAgain } from '../../src/report/judge-again.ts';
import type { MetricResult } from '../../src/judge/scorecard.ts';
import { green, hostile } from '../fixtures/sample-scorecards.ts';

const metric: MetricResult = { id: 'x', title: 'x', capability: 'detection', unit: 'ms', critical: true, measured: value(12_040, 1), rating: 'S', score: 90, bounds: { p: 12_000, s: 30_000, m: 60_000 }, basis: '(J)', sentence: '' };

describe('report: numbers and text', () => {
  it('writes durations as people say them', () => {
    const told = [0, 850, 999.7, 3_240, 59_700, 60_000, 380_000, 3_600_000, 5_400_000, 172_800_000, 180_000_000].map(duration);
    expect(told).to.deep.equal(['0 ms', '850 ms', '1 s', '3.2 s', '1 min', '1 min', '6 min 20 s', '1 h', '1 h 30 min', '2 d', '2 d 2 h']);
    expect([0, 65_000, 3_725_000, -5_000].map(offset)).to.deep.equal(['0:00', '1:05', '1:02:05', '−0:05']);
  });

  it('never rounds a share up to all, nor down to none', () => {
    expect([0, 0.0001, 0.974, 0.99, 0.9996, 0.99996, 1].map((n) => share(n))).to.deep.equal(['0 %', '0.01 %', '97.4 %', '99 %', '99.96 %', '99.996 %', '100 %']);
    expect(count(1_234_567)).to.equal('1,234,567');
  });

  it('writes a value more exactly where rounding would make a missed bound look met', () => {
    expect(measuredText(metric)).to.equal('12.04 s');
    expect(measuredText({ ...metric, measured: value(11_000, 1) })).to.equal('11 s');
    expect(measuredText({ ...metric, unit: 'share', bounds: { p: 0.01, s: 0.05, m: 0.1 }, measured: value(0.98996, 1) })).to.equal('98.996 %');
    expect(measuredText({ ...metric, measured: { is: 'atLeast', n: 90_000, evidence: [1] } })).to.equal('not within 1 min 30 s');
  });

  it('turns a shortfall into the share that is aimed at', () => {
    expect(aimText(metric)).to.equal('at most 12 s');
    expect(aimText({ ...metric, unit: 'share', bounds: { p: 0.01, s: 0.05, m: 0.1 } })).to.equal('at least 99 %');
  });

  it('writes moments readably, and leaves what is none', () => {
    expect(moment('2025-11-22T10:00:00.123Z')).to.equal('2025-11-22 10:00:00 UTC');
    expect(moment('yesterday')).to.equal('yesterday');
  });

  it('makes control, direction and broken characters visible, and formulas plain', () => {
    expect(inert('a\u0000b\u001B[1m\u202Ec\uD800d\uFFFE')).to.equal('a\uFFFDb\uFFFD[1m\uFFFDc\uFFFDd\uFFFD');
    expect(inert('a\r\n\tb\u2028c')).to.equal('a b c');
    expect(['=1+1', '\t=1', '+SUM(A1)', "@x|'!A1", '-5 ms', '@team', '+5 min'].map(inert)).to.deep.equal(["'=1+1", "' =1", "'+SUM(A1)", "'@x|'!A1", '-5 ms', '@team', '+5 min']);
    expect(inert('x'.repeat(5_000))).to.have.lengthOf(1_201);
    expect(clip('abcdef', 4)).to.equal('abc…');
    expect(inertJson({ a: '</script>\u202E' })).to.equal('{"a":"\\u003c/script\\u003e\\u202e"}');
  });

  it('quotes a run that a shell would read as more than a name', () => {
    expect(judgeAgain(green)).to.equal(`npx gameday judge ${green.run}`);
    expect(judgeAgain({ ...hostile, run: "a'; rm -rf /" })).to.equal(`npx gameday judge 'a'\\''; rm -rf /'`);
  });
});
