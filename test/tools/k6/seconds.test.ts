/** Tests how seconds are made of k6's samples and counters, and how followers hear them. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { LoadSecond } from '../../../src/ports/capabilities.ts';
import { merge, quantile } from '../../../src/record/latency-histogram.ts';
import { counterSeconds, readCounters, readTotals } from '../../../src/tools/k6/counter-seconds.ts';
import { endOfK6 } from '../../../src/tools/k6/exit-codes.ts';
import { evenSeconds } from '../../../src/tools/k6/even-seconds.ts';
import { sampleSeconds } from '../../../src/tools/k6/sample-seconds.ts';
import { SecondLog } from '../../../src/tools/k6/second-log.ts';

const answer = (atMs: number, ms: number, is = 'ok', served = 'yes', name = 'communities.browse') => `answer,${atMs},${ms.toFixed(6)},class=${name}&is=${is}&region=na&served=${served},`;
const second = (atMs: number): LoadSecond => ({ atMs, offered: 1, dropped: 0, passed: 1, classes: {} });

describe('seconds of a generator', () => {
  it('are counted by class from the lines of samples, gaps and dropped iterations included', () => {
    const seconds = sampleSeconds(10_400);
    seconds.read('metric_name,timestamp,metric_value,extra_tags,metadata');
    seconds.read('http_req_duration,10500,12.000000,,');
    seconds.read(answer(10_500, 12));
    seconds.read(answer(10_999, 30, 'blocked', 'no'));
    seconds.read(answer(12_000, 5000, 'failed', 'no', 'social.browse'));
    seconds.read('dropped_iterations,12100,3.000000,,');
    const [first, gap, third, ...more] = seconds.take(13_000);
    expect(more).to.deep.equal([]);
    expect(first).to.deep.include({ atMs: 10_000, offered: 2, dropped: 0, passed: 1 });
    expect(first?.classes['communities.browse/na']).to.deep.include({ sent: 2, ok: 1, blocked: 1, failed: 0 });
    expect(quantile(merge(first?.classes['communities.browse/na']?.hist ?? []), 1)).to.be.closeTo(30, 0.6);
    expect(gap).to.deep.equal({ atMs: 11_000, offered: 0, dropped: 0, passed: 0, classes: {} });
    expect(third).to.deep.include({ atMs: 12_000, offered: 4, dropped: 3, passed: 0 });
    expect(third?.classes['social.browse/na']).to.deep.include({ sent: 1, failed: 1 });
  });

  it('lose no sample, however late it comes and whenever seconds are taken', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 9999 }), takeMs: fc.integer({ min: 0, max: 12_000 }) })), (steps) => {
        const seconds = sampleSeconds(0);
        const taken: LoadSecond[] = [];
        for (const { atMs, takeMs } of steps) {
          seconds.read(answer(atMs, 1));
          taken.push(...seconds.take(takeMs));
        }
        taken.push(...seconds.take(13_000));
        expect(taken.reduce((sum, { offered }) => sum + offered, 0)).to.equal(steps.length);
        expect(taken.map(({ atMs }) => atMs / 1000)).to.deep.equal(Array.from({ length: 13 }, (_, i) => i));
      }),
    );
  });

  it('are differences of counters, and the totals at the end make them exact', async () => {
    const toSecond = counterSeconds();
    expect(toSecond({ started: 10, dropped: 2, passed: 9 }, 5999)).to.deep.equal({ atMs: 5000, offered: 12, dropped: 2, passed: 9, classes: {} });
    const totals = readTotals('{"totals":{"started":15,"dropped":2,"passed":10}}');
    expect(totals && toSecond(totals, 6100)).to.deep.equal({ atMs: 6000, offered: 5, dropped: 0, passed: 1, classes: {} });
    expect(readTotals('anything else')).to.equal(undefined);
    expect(await readCounters('127.0.0.1:1')).to.equal(undefined);
  });

  it('get their share of what was counted between two readings, however late those come', () => {
    const even = evenSeconds(10_500);
    const counted = (offered: number) => ({ offered, dropped: 0, passed: 0 });
    expect(even.take(counted(50), 11_000).map(({ atMs, offered }) => [atMs, offered])).to.deep.equal([[10_000, 50]]);
    // Two answers stayed away, and the third came late: three seconds and a half at a hundred a second.
    expect(even.take(counted(350), 14_500).map(({ atMs, offered }) => [atMs, offered])).to.deep.equal([[11_000, 100], [12_000, 100], [13_000, 100]]);
    expect(even.take(counted(10), 14_900)).to.deep.equal([]);
    expect(even.rest()).to.deep.equal([{ atMs: 14_000, offered: 60, dropped: 0, passed: 0, classes: {} }]);
    expect(even.rest()).to.deep.equal([]);
  });

  it('lose no count, however they are shared out', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ offered: fc.nat(1000), dropped: fc.nat(9), passed: fc.nat(500), afterMs: fc.nat(4000) })), (readings) => {
        const even = evenSeconds(700);
        const told: LoadSecond[] = [];
        let atMs = 700;
        for (const { afterMs, ...counted } of readings) told.push(...even.take(counted, (atMs += afterMs)));
        told.push(...even.rest());
        for (const name of ['offered', 'dropped', 'passed'] as const) expect(told.reduce((sum, each) => sum + each[name], 0)).to.equal(readings.reduce((sum, each) => sum + each[name], 0));
        expect(told.map((each) => each.atMs / 1000)).to.deep.equal(told.map((_, i) => i));
        expect(told.every(({ offered, dropped, passed }) => Math.min(offered, dropped, passed) >= 0)).to.equal(true);
      }),
    );
  });

  it('are told to each follower from the first on, in order, until the end or until they leave', async () => {
    const log = new SecondLog();
    log.add(second(1000));
    const early: number[] = [];
    const leaving = new AbortController();
    const gone: number[] = [];
    const follows = log.follow(({ atMs }) => early.push(atMs), new AbortController().signal);
    const leaves = log.follow(({ atMs }) => gone.push(atMs), leaving.signal);
    log.add(second(2000));
    await new Promise(setImmediate);
    leaving.abort();
    expect(await leaves).to.equal(undefined);
    log.add(second(3000));
    log.end({ code: 0, saw: 'over', asked: false });
    expect(await follows).to.deep.equal({ code: 0, saw: 'over', asked: false });
    const late: number[] = [];
    expect(await log.follow(({ atMs }) => late.push(atMs), new AbortController().signal)).to.deep.equal({ code: 0, saw: 'over', asked: false });
    expect([early, late, gone]).to.deep.equal([[1000, 2000, 3000], [1000, 2000, 3000], [1000, 2000]]);
  });

  it('end with a sentence, whatever the code', () => {
    expect(endOfK6(108, null)).to.equal('k6 ended with 108: the script gave up: its gate was gone, or it refused its target');
    expect(endOfK6(42, null)).to.equal('k6 ended with 42: a code that k6 does not document');
    expect(endOfK6(null, 'SIGKILL')).to.equal('k6 was ended by SIGKILL');
    expect(endOfK6(null, null)).to.equal('k6 still runs');
  });
});
