/** Holds the tests of the history's index, its ends and the time that a hold takes out. */
import { expect } from 'chai';
import fc from 'fast-check';
import { historyBuilder, zeroMs } from '../judge/history-builder.ts';

describe('historyOf', () => {
  const history = historyBuilder()
    .at(0, 'drill', 'timeline.started', {})
    .at(1000, 'facilitator', 'hold.started', { role: 'facilitator' })
    .at(1500, 'facilitator', 'hold.started', { role: 'facilitator' })
    .at(4000, 'facilitator', 'hold.ended', { role: 'facilitator' })
    .at(9000, 'facilitator', 'hold.started', { role: 'facilitator' })
    .at(10_000, 'drill', 'timeline.ended', { because: 'complete' })
    .at(12_000, 'drill', 'run.closed', { because: 'complete', leftBehind: [] })
    .build();

  it('finds events by kind and by number', () => {
    expect(history.of('hold.started').map((event) => event.seq)).to.deep.equal([2, 3, 5]);
    expect(history.first('hold.started')?.seq).to.equal(2);
    expect(history.last('hold.started')?.seq).to.equal(5);
    expect(history.of('alert.heard')).to.deep.equal([]);
    expect(history.at(4)?.kind).to.equal('hold.ended');
    expect(history.at(99)).to.equal(undefined);
  });

  it('knows zero and the end of watching', () => {
    expect(history.zeroMs).to.equal(zeroMs);
    expect(history.endMs).to.equal(zeroMs + 10_000);
    expect(history.integrity.state).to.equal('whole');
    expect(historyBuilder().at(500, 'drill', 'lease.lost', { saw: '' }).build()).to.deep.include({ zeroMs: undefined, endMs: zeroMs + 500 });
  });

  it('takes held time out, once where holds overlap, and to the end where one never ended', () => {
    expect(history.elapsedMs(zeroMs, zeroMs + 10_000)).to.equal(6000);
    expect(history.elapsedMs(zeroMs + 2000, zeroMs + 3000)).to.equal(0);
    expect(history.elapsedMs(zeroMs + 500, zeroMs + 2000)).to.equal(500);
    expect(history.elapsedMs(zeroMs + 4000, zeroMs + 9000)).to.equal(5000);
  });

  it('lets time elapse forwards only, and in sum', () => {
    const moment = fc.integer({ min: 0, max: 12_000 });
    fc.assert(
      fc.property(moment, moment, moment, (...moments) => {
        const [a = 0, b = 0, c = 0] = moments.toSorted((x, y) => x - y).map((ms) => zeroMs + ms);
        expect(history.elapsedMs(a, b)).to.be.within(0, b - a);
        expect(history.elapsedMs(a, b) + history.elapsedMs(b, c)).to.equal(history.elapsedMs(a, c));
      }),
    );
  });
});
