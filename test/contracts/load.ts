/** Holds the contract of the `load` capability: what every world's generators do, whoever makes the traffic. */
import { expect } from 'chai';
import type { Load, LoadChange, LoadSecond, LoadSpec } from '../../src/ports/load.ts';

export interface LoadSubject {
  readonly load: Load;
  /** A loopback URL, or whatever this world's scripts take for an entry. */
  readonly target: string;
  /** Requests that the target counted so far. */
  counted(): number | Promise<number>;
  /** How many requests at most its seconds may not have told of in the end: a model that counts in fractions keeps what is less than a whole one. */
  readonly untoldMax?: number;
  /** Lets the world's time pass. */
  sleep(ms: number): Promise<void>;
  now(): number;
  /** Ends the generator's process behind the world's back. */
  kill(change: LoadChange): Promise<void>;
  close(): Promise<void>;
}

const never = () => new AbortController().signal;
const rejection = (promise: Promise<unknown>): Promise<unknown> => promise.then(
  () => undefined,
  (error: unknown) => error,
);
const total = (seconds: readonly LoadSecond[], of: (second: LoadSecond) => number) => seconds.reduce((sum, second) => sum + of(second), 0);

/** A mocha suite; `make` gives each test a world of its own. */
export function loadContract(name: string, make: () => Promise<LoadSubject>): void {
  describe(`load, as ${name} gives it`, () => {
    let subject: LoadSubject;
    const specOf = (report: LoadSpec['report'], forMs = 2000): LoadSpec => ({
      name: 'traffic',
      script: report === 'samples' ? 'legitimate' : 'flood',
      stages: [{ rps: 30, forMs: 0 }, { rps: 30, forMs }],
      settings: { entry: subject.target, regions: { na: 0.5, eu: 0.5 }, shape: 'get', seed: 3 },
      report,
    });
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.close());

    it('prepares without sending anything', async () => {
      const change = await subject.load.prepare(specOf('samples'), never());
      await subject.sleep(500);
      expect(await subject.counted()).to.equal(0);
      expect(await subject.load.running(change)).to.equal(true);
      expect(subject.load.names()).to.deep.equal(['traffic']);
      expect(JSON.parse(JSON.stringify(change))).to.deep.equal(change);
      await subject.load.close(change, never());
      expect(await subject.counted()).to.equal(0);
    });

    it('sends from the moment at which the gate is opened', async () => {
      const change = await subject.load.prepare(specOf('counters'), never());
      const beforeMs = subject.now();
      const openedMs = await subject.load.open(change);
      expect(openedMs).to.be.within(beforeMs, subject.now());
      while ((await subject.counted()) === 0) await subject.sleep(5);
      await subject.load.close(change, never());
    });

    for (const report of ['samples', 'counters'] as const) {
      it(`tells seconds from ${report} that add up to what the target counted`, async () => {
        const change = await subject.load.prepare(specOf(report), never());
        await subject.load.open(change);
        const seconds: LoadSecond[] = [];
        const end = await subject.load.follow('traffic', (second) => seconds.push(second), never());
        expect(end.code, end.saw).to.equal(0);
        expect(await subject.load.running(change)).to.equal(false);
        expect(await subject.counted()).to.be.greaterThan(50);
        const counted = await subject.counted();
        expect(total(seconds, (second) => second.offered - second.dropped)).to.be.within(counted - (subject.untoldMax ?? 0), counted);
        expect(total(seconds, (second) => second.passed)).to.equal(total(seconds, (second) => second.offered - second.dropped));
        expect(seconds.map((second) => second.atMs)).to.deep.equal([...new Set(seconds.map((second) => second.atMs))].sort((a, b) => a - b));
        for (const second of seconds) {
          const sent = Object.values(second.classes).reduce((sum, one) => sum + one.sent, 0);
          expect(sent).to.equal(report === 'samples' ? second.offered - second.dropped : 0);
          for (const [key, one] of Object.entries(second.classes)) {
            expect(key).to.match(/^[\w.-]+\/(na|eu)$/);
            expect(one.ok + one.blocked + one.failed).to.equal(one.sent);
            expect(one.hist.filter((_, i) => i % 2 === 1).reduce((sum, n) => sum + n, 0)).to.equal(one.sent);
          }
        }
      });
    }

    it('tells a late follower what an early one heard, and says that it still runs to one who leaves', async () => {
      const change = await subject.load.prepare(specOf('samples', 60_000), never());
      await subject.load.open(change);
      const early: LoadSecond[] = [];
      const leave = new AbortController();
      const left = subject.load.follow('traffic', (second) => early.push(second), leave.signal);
      while (early.length < 2) await subject.sleep(50);
      leave.abort();
      expect((await left).code).to.equal(null);
      const late: LoadSecond[] = [];
      const end = subject.load.follow('traffic', (second) => late.push(second), never());
      await subject.load.close(change, never());
      await end;
      expect(late.slice(0, early.length)).to.deep.equal(early);
    });

    it('stops at once when closed, before or after its gate was opened, and as often as one likes', async () => {
      const change = await subject.load.prepare(specOf('counters', 60_000), never());
      await subject.load.open(change);
      while ((await subject.counted()) < 5) await subject.sleep(10);
      await subject.load.close(change, never());
      expect(await subject.load.running(change)).to.equal(false);
      await subject.sleep(200);
      const counted = await subject.counted();
      await subject.sleep(300);
      expect(await subject.counted()).to.equal(counted);
      await subject.load.close(change, never());
      const end = await subject.load.follow('traffic', () => {}, never());
      expect(end.code).to.not.equal(null);
      expect(end.saw).to.match(/stop/);
    });

    it('refuses to open a gate whose generator is gone', async () => {
      const change = await subject.load.prepare(specOf('counters'), never());
      await subject.kill(change);
      expect(await subject.load.running(change)).to.equal(false);
      expect(await rejection(subject.load.open(change))).to.be.instanceOf(Error);
      expect(await subject.counted()).to.equal(0);
      await subject.load.close(change, never());
    });

    it('refuses to follow a generator that it does not know, and to prepare a name twice', async () => {
      expect(await rejection(subject.load.follow('nobody', () => {}, never()))).to.be.instanceOf(Error);
      const change = await subject.load.prepare(specOf('counters'), never());
      expect(await rejection(subject.load.prepare(specOf('counters'), never()))).to.be.instanceOf(Error);
      await subject.load.close(change, never());
    });
  });
}
