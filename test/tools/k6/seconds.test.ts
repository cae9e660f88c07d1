/** Tests how seconds are made of k6's samples and counters, and how followers hear them. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { LoadSecond } from '../../../src/ports/load.ts';
import { merge, quantile } from '../../../src/record/latency-histogram.ts';
import { counterSeconds, readCounters, readTotals } from '../../../src/tools/k6/counter-seconds.ts';
import { evenSeconds } from '../../../src/tools/k6/even-seconds.ts';
import { endOfK6, mishapsText } from '../../../src/tools/k6/exit-codes.ts';
import { sampleSeconds } from '../../../src/tools/k6/sample-seconds.ts';
import { scriptSamples } from '../../../src/tools/k6/script-samples.ts';
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

  it("are read from k6's own lines of a team's script, whatever tags that gives and however runners' lines mix", () => {
    const samples = scriptSamples({ requests: 2, classes: { browse: 0.5, search: 0.5 } });
    const seconds = sampleSeconds(10_000, samples.read);
    const line = (metric: string, value: number, status: number, tags: string, error = '') => `${metric},10500,${value.toFixed(6)},${error},${status < 400},${status},${tags},`;
    seconds.read(line('http_reqs', 1, 200, 'by=script&class=browse'), 0);
    seconds.read(line('http_req_duration', 30, 200, '"name=a,""b&class=browse&by=script"'), 0);
    seconds.read(line('http_req_duration', 500, 429, 'class=search&by=script'), 1);
    seconds.read(line('http_req_blocked', 10, 200, '"class=browse&name=a,""b&by=script"'), 0);
    seconds.read(line('http_req_blocked', 0, 429, 'by=script&class=search'), 1);
    seconds.read(line('http_req_duration', 0, 0, 'path=x&class=nobodys&class=search', '1110'), 0);
    seconds.read(line('http_req_blocked', 0, 0, 'path=x&class=nobodys&class=search', '1110'), 0);
    seconds.read(line('http_req_duration', 7000, 200, ''), 0);
    seconds.read(line('http_req_blocked', 0, 200, ''), 0);
    seconds.read('thrown,10600,1.000000,,,,by=script&class=browse,', 1);
    seconds.read('dropped_iterations,10700,3.000000,,,,,', 1);
    const [told] = seconds.take(11_000);
    expect(told).to.deep.include({ offered: 4 + 6, dropped: 6, passed: 1 });
    expect(told?.classes['browse/all']).to.deep.include({ sent: 2, ok: 1, blocked: 0, failed: 1 });
    expect(quantile(merge(told?.classes['browse/all']?.hist ?? []), 1)).to.be.closeTo(40, 0.8);
    expect(told?.classes['search/all']).to.deep.include({ sent: 2, ok: 0, blocked: 1, failed: 1 });
    expect(samples.mishaps()).to.deep.equal({ thrown: 1, stray: 1 });
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
    const ofTwo = counterSeconds(2.5);
    expect([3, 4, 4].map((dropped) => ofTwo({ started: 0, dropped, passed: 0 }, 0).dropped)).to.deep.equal([8, 2, 0]);
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
    const log = ['msg="browse() threw Error: no \\"shop\\"" source=console', 'msg="said by the script itself" source=console', 'msg="test run was aborted"'].map((said) => `time="2026-11-24T10:00:00Z" level=error ${said}`).join('\n');
    expect(mishapsText({ thrown: 0, stray: 0 }, log)).to.equal('');
    expect(mishapsText({ thrown: 2, stray: 1 }, log)).to.equal('; 2 iterations threw (browse() threw Error: no "shop"); 1 request was meant for an address outside this drill, and stopped');
    expect(mishapsText({ thrown: 1, stray: 0 }, '')).to.equal('; 1 iteration threw');
  });
});
