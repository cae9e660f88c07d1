/** Holds the tests of virtual time: order, deadlines, and what happens when nobody can ever wake. */
import { expect } from 'chai';
import { virtualClock } from '../../../src/worlds/simulated/virtual-clock.ts';

describe('virtual clock', () => {
  it('wakes sleepers in order of time, then of asking, and lets no real time pass', async () => {
    const clock = virtualClock({ startMs: 1000 });
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now()}`);
    };
    await Promise.all([sleeper('late', 3_600_000), sleeper('first', 10), sleeper('second', 10), sleeper('zero', 0)]);
    expect(woken).to.deep.equal(['zero 1000', 'first 1010', 'second 1010', 'late 3601000']);
  });

  it('ends a sleep at once when it is stopped, and then lets no time pass for it', async () => {
    const clock = virtualClock({ startMs: 0 });
    const stop = new AbortController();
    const long = clock.sleep(5000, stop.signal);
    await clock.sleep(10);
    stop.abort();
    await long;
    await clock.sleep(0);
    expect(clock.now()).to.equal(10);
  });

  it('calls off all who wait with a signal, in the order in which they asked, of each clock that has any', async () => {
    const stop = new AbortController();
    const ended: string[] = [];
    const clocks = ['first', 'second'].map((name) => {
      const clock = virtualClock({ startMs: 0 });
      for (const ms of [9000, 5000]) void clock.sleep(ms, stop.signal).then(() => ended.push(`${name} ${ms}`));
      clock.later(7000, () => ended.push(`${name} later`));
      void clock.within(6000, stop.signal, async (limit) => clock.sleep(8000, limit)).then(() => ended.push(`${name} within`));
      return clock;
    });
    await Promise.all(clocks.map((clock) => clock.sleep(10)));
    stop.abort();
    await Promise.all(clocks.map((clock) => clock.sleep(0)));
    expect(ended).to.deep.equal(['first 9000', 'first 5000', 'second 9000', 'second 5000', 'first within', 'second within']);
    expect(clocks.map((clock) => clock.now())).to.deep.equal([10, 10]);
  });

  it('lets a deadline end what waits, and lets no time pass for a deadline alone', async () => {
    const clock = virtualClock({ startMs: 0 });
    const unused = clock.deadline(50);
    await clock.waitFor(clock.deadline(200), 'a test');
    expect(clock.now()).to.equal(200);
    expect(unused.aborted).to.equal(true);
    const later = clock.deadline(1000);
    await new Promise((resolve) => void setImmediate(resolve));
    expect([clock.now(), later.aborted]).to.deep.equal([200, false]);
  });

  it('ends a deadline when its time is up, or with the stop that it was given', async () => {
    const clock = virtualClock({ startMs: 0 });
    const stop = new AbortController();
    const first = clock.deadline(50, stop.signal);
    await clock.sleep(10);
    const later = clock.deadline(50, stop.signal);
    await clock.sleep(40);
    expect([first.aborted, later.aborted]).to.deep.equal([true, false]);
    stop.abort('the drill is over');
    expect([(first.reason as Error).name, later.reason]).to.deep.equal(['TimeoutError', 'the drill is over']);
    expect(clock.deadline(50, stop.signal).aborted).to.equal(true);
  });

  it('says who waits when no wake-up is left and the work is unfinished', async () => {
    const clock = virtualClock({ startMs: 0 });
    const failure = await clock.run(() => clock.waitFor(new AbortController().signal, 'the network role')).then(String, String);
    expect(failure).to.match(/expected a wake-up .* got none left/).and.to.contain('the network role');
  });

  it('takes a loop that only sleeps for one that hangs, after the limit', async () => {
    const clock = virtualClock({ startMs: 0, limitMs: 10_000 });
    const stop = new AbortController();
    const beat = async () => {
      while (!stop.signal.aborted) await clock.sleep(1000, stop.signal);
    };
    const failure = await clock.run(beat).then(String, String);
    stop.abort();
    expect(failure).to.contain('1 sleepers after 10000 ms');
  });

  it('runs to the end of work that finishes', async () => {
    const clock = virtualClock({ startMs: 0 });
    expect(await clock.run(async () => clock.sleep(70).then(() => clock.now()))).to.equal(70);
  });
});
