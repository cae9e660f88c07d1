/** Holds the tests of work that has a limit, in both times: told when it is over, ended with its stop, and nothing left of it afterwards. */
import { expect } from 'chai';
import type { Clock } from '../../src/ports/time.ts';
import { virtualClock } from '../../src/worlds/simulated/virtual-clock.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';

const never = () => new AbortController().signal;
const ended = (limit: AbortSignal) => new Promise<unknown>((resolve) => limit.addEventListener('abort', () => resolve(limit.reason), { once: true }));

const clocks: Readonly<Record<string, () => Clock>> = { 'the machine': () => systemClock, 'a simulated world': () => virtualClock({ startMs: 0 }) };

for (const [whose, clockOf] of Object.entries(clocks)) {
  describe(`work within a limit, in the time of ${whose}`, () => {
    it('is told that its time is up', async () => {
      const clock = clockOf();
      const told = await Promise.all([clock.within(20, never(), ended), clock.sleep(40)]);
      expect(told[0]).to.have.property('name', 'TimeoutError');
    });

    it('ends with its stop, and begins stopped where that has happened', async () => {
      const stop = new AbortController();
      const clock = clockOf();
      const working = clock.within(10_000, stop.signal, ended);
      stop.abort('the drill is over');
      expect(await working).to.equal('the drill is over');
      expect(await clock.within(10_000, stop.signal, async (limit) => limit.aborted)).to.equal(true);
    });

    it('gives back what the work gives or throws, and tells it nothing once it has ended', async () => {
      const clock = clockOf();
      const stop = new AbortController();
      const kept: AbortSignal[] = [];
      const failing = async (limit: AbortSignal) => {
        kept.push(limit);
        throw new Error('it broke');
      };
      expect(await clock.within(20, stop.signal, async (limit) => kept.push(limit))).to.equal(1);
      expect(await clock.within(20, stop.signal, failing).catch(String)).to.equal('Error: it broke');
      await clock.sleep(40);
      expect(kept.map((limit) => limit.aborted)).to.deep.equal([false, false]);
    });
  });
}
