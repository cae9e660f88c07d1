/** Tests the end of a world that is closed for somebody else: what it says of what is left, when it is told to stop, when it fails and when it hangs. */
import { expect } from 'chai';
import { once } from 'node:events';
import { closeWorld } from '../../src/heal/close-world.ts';
import type { Clock } from '../../src/ports/time.ts';
import { systemClock } from '../../src/worlds/system-clock.ts';

/** A hundred times as fast. */
const fast: Clock = {
  now: () => systemClock.now(),
  sleep: (ms, stop) => systemClock.sleep(ms / 100, stop),
  later: (ms, act) => systemClock.later(ms / 100, act),
  deadline: (ms, stop) => systemClock.deadline(ms / 100, stop),
  within: (ms, stop, work) => systemClock.within(ms / 100, stop, work),
};

describe('a world that is closed for somebody else', () => {
  it('says what is left, also where it waited for that until it was told to stop', async () => {
    expect(await closeWorld({ close: async () => ['Pod a is still there'] }, fast, 5000)).to.deep.equal(['Pod a is still there']);
    const waiting = async (stop: AbortSignal) => once(stop, 'abort').then(() => ['Pod a is still ending']);
    expect(await closeWorld({ close: waiting }, fast, 5000)).to.deep.equal(['Pod a is still ending']);
  });

  it('is left itself where it fails, or doesn’t end when it is told to', async () => {
    expect(await closeWorld({ close: async () => Promise.reject(new Error('no answer')) }, fast, 5000)).to.deep.equal(['the world (no answer)']);
    expect(await closeWorld({ close: () => new Promise(() => {}) }, fast, 5000)).to.deep.equal(['the world (no end of its closing within 7000 ms)']);
  });
});
