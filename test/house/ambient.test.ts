/** Holds the tests that nothing above the worlds asks the machine for time or chance, and that nothing hides I/O between two wake-ups. */
import { expect } from 'chai';
import { everything, perform } from './simulated-drill.ts';

/** Who called: the nearest frame of ours above the trap. Tools of the language and of libraries may do as they like. */
function offender(): string | undefined {
  const frames = (new Error('trap').stack ?? '').split('\n').filter((line) => line.includes('/src/') || line.includes('/node_modules/'));
  const nearest = frames[0];
  return nearest === undefined || nearest.includes('/src/worlds/') || nearest.includes('/node_modules/') ? undefined : nearest.trim();
}

function trap<T extends (...given: never[]) => unknown>(what: string, real: T): T {
  return ((...given: never[]) => {
    const from = offender();
    if (from !== undefined) throw new Error(`${what} was asked ${from}; everything above worlds/ asks the world's clock and chance`);
    return real(...given);
  }) as T;
}

/** `new Date(ms)` only reads a time that somebody gave; `new Date()` reads the machine's. */
const trappedDate = new Proxy(Date, {
  construct: (target, given: ConstructorParameters<typeof Date> | []) => {
    if (given.length === 0) trap('new Date()', () => {})();
    return Reflect.construct(target, given) as Date;
  },
  get: (target, key) => (key === 'now' ? trap('Date.now()', () => target.now()) : (Reflect.get(target, key) as unknown)),
});

async function trapped<T>(work: () => Promise<T>): Promise<T> {
  const real = { Date: globalThis.Date, setTimeout: globalThis.setTimeout, setInterval: globalThis.setInterval, setImmediate: globalThis.setImmediate };
  const [timeout, random, now] = [AbortSignal.timeout.bind(AbortSignal), Math.random.bind(Math), performance.now.bind(performance)];
  Object.assign(globalThis, {
    Date: trappedDate,
    setTimeout: trap('setTimeout', real.setTimeout),
    setInterval: trap('setInterval', real.setInterval),
    setImmediate: trap('setImmediate', real.setImmediate),
  });
  AbortSignal.timeout = trap('AbortSignal.timeout', timeout);
  Math.random = trap('Math.random', random);
  performance.now = trap('performance.now', now);
  try {
    return await work();
  } finally {
    Object.assign(globalThis, real);
    AbortSignal.timeout = timeout;
    Math.random = random;
    performance.now = now;
  }
}

describe('ambient time and I/O', () => {
  it('the trap catches who asks the machine', async () => {
    const asked = await trapped(async () => {
      const module = await import('../../src/worlds/system-clock.ts');
      return [offender(), typeof module.systemClock.now()];
    });
    expect(asked).to.deep.equal([undefined, 'number']);
  });

  it('a simulated drill asks the machine for neither time nor chance, and its record is the same with one and with four turns a wake-up', async () => {
    const one = await trapped(() => perform({ raw: everything }));
    const four = await perform({ raw: everything, turns: 4 });
    expect(one.history.of('trouble')).to.deep.equal([]);
    expect(one.history.integrity.state).to.equal('whole');
    expect(four.text).to.equal(one.text);
  });

  it('another seed makes another record', async () => {
    const [one, two] = [await perform({ raw: everything }), await perform({ raw: { ...everything, seed: 2 } })];
    const times = ({ history }: typeof one) => history.of('milestone.reached').map((event) => event.atMs);
    expect(times(two)).to.not.deep.equal(times(one));
  });
});
