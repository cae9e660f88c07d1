/** Holds the tests of scenario time. */
import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { scenarioTime } from '../../src/drill/scenario-time.ts';
import { virtualClock } from '../../src/worlds/simulated/virtual-clock.ts';

describe('scenario time', () => {
  it('stands still while it is held, however often', async () => {
    const clock = virtualClock({ startMs: 5000 });
    const time = scenarioTime(clock, clock.now());
    const reached = time.until(1000, new AbortController().signal);
    for (const forMs of [300, 700]) {
      await clock.sleep(100);
      time.hold();
      await clock.sleep(forMs);
      time.resume();
    }
    expect(await reached).to.equal(true);
    expect([time.now(), clock.now()]).to.deep.equal([1000, 7000]);
  });

  it('resolves with false as soon as it is stopped, held or not', async () => {
    const clock = virtualClock({ startMs: 0 });
    const time = scenarioTime(clock, 0);
    const stop = new AbortController();
    const ended = Promise.all([time.until(1000, stop.signal), clock.sleep(500).then(() => time.hold() && time.until(1, stop.signal))]);
    await clock.sleep(600);
    stop.abort();
    expect(await ended).to.deep.equal([false, false]);
    expect(clock.now()).to.equal(600);
  });

  it('waits for a clock that was set back without gathering listeners', async () => {
    const clock = virtualClock({ startMs: 0 });
    const setBackMs = 60_000;
    const stop = new AbortController();
    let sleeps = 0;
    const time = scenarioTime({ ...clock, now: () => Math.max(0, clock.now() - setBackMs), sleep: (ms, wake) => ((sleeps += 1), clock.sleep(ms, wake)) }, 0);
    expect(await time.until(5, stop.signal)).to.equal(true);
    expect(sleeps).to.be.greaterThan(10_000);
    expect(getEventListeners(stop.signal, 'abort')).to.have.length(1);
  });
});
