/** Holds the tests of the edge's finite queue: that the fluid agrees with M/M/c/K by its textbook formula, at rest and after a change of load. */
import { expect } from 'chai';
import { flowed } from '../../../src/worlds/simulated/edge-queue.ts';
import type { Queue } from '../../../src/worlds/simulated/edge-queue.ts';

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** M/M/c/K as textbooks have it: p(n) is a^n / n! up to c, then a^n / (c! c^(n-c)); the last one is the share that is lost. */
function byFormula({ workers: c, places }: Queue, offered: number) {
  const weights = Array.from({ length: places + 1 }, (_, n) => offered ** n / (n <= c ? factorial(n) : factorial(c) * c ** (n - c)));
  const all = weights.reduce((sum, one) => sum + one, 0);
  const p = weights.map((one) => one / all);
  const inside = p.reduce((sum, one, n) => sum + n * one, 0);
  const lost = p.at(-1) ?? 0;
  const busy = offered * (1 - lost);
  return { lost, inside, utilisation: busy / c, wait: (inside - busy) / busy };
}

/** Steps of the model's length, in service times, until nothing changes any more. */
function atRest(queue: Queue, offered: number, lasting = 6.25) {
  let now = { inside: 0, lost: 0, busy: 0, wait: 0 };
  for (let i = 0; i < 500; i++) now = flowed(queue, now.inside, offered * lasting, lasting);
  return now;
}

const queues: readonly Queue[] = [
  { workers: 1, places: 1 },
  { workers: 1, places: 10 },
  { workers: 6, places: 6 },
  { workers: 6, places: 12 },
  { workers: 6, places: 120 },
  { workers: 8, places: 158 },
  { workers: 50, places: 60 },
];
const loads = [0.1, 0.3, 0.5, 0.7, 0.83, 0.9, 0.97, 1, 1.03, 1.15, 1.4, 1.9, 3, 8];

describe("the edge's queue", () => {
  for (const queue of queues) {
    it(`loses and works as M/M/${queue.workers}/${queue.places} does: within half a point at each of ${loads.length} loads`, () => {
      for (const load of loads) {
        const [model, truth] = [atRest(queue, load * queue.workers), byFormula(queue, load * queue.workers)];
        expect(model.lost, `loss at ${load}`).to.be.closeTo(truth.lost, 0.005);
        expect(model.busy / queue.workers, `utilisation at ${load}`).to.be.closeTo(truth.utilisation, 0.005);
        expect(model.inside, `inside at ${load}`).to.be.closeTo(truth.inside, 0.02 * queue.places + 0.01);
        expect(model.wait, `wait at ${load}`).to.be.closeTo(truth.wait, 0.03 * (queue.places / queue.workers) + 0.01);
      }
    });
  }

  it('is Erlang B where nobody may wait: 6 workers at 6 erlangs lose 26.5 %, as his table says', () => {
    expect(atRest({ workers: 6, places: 6 }, 6).lost).to.be.closeTo(0.2649, 0.002);
  });

  it('rests at the same loads however long a step is', () => {
    for (const lasting of [0.1, 1, 50]) expect(atRest({ workers: 6, places: 120 }, 9, lasting).lost).to.be.closeTo(byFormula({ workers: 6, places: 120 }, 9).lost, 0.005);
  });

  it('fills by what comes beyond what is served, and drains by what is served beyond what comes', () => {
    const queue = { workers: 6, places: 600 };
    let inside = 0;
    // Twice what it can do, for thirty service times: 6 x 30 too many.
    for (let i = 0; i < 30; i++) ({ inside } = flowed(queue, inside, 12, 1));
    expect(inside).to.be.closeTo(180, 10);
    for (let i = 0; i < 10; i++) ({ inside } = flowed(queue, inside, 3, 1));
    expect(inside).to.be.closeTo(150, 10);
  });

  it('neither makes nor loses requests in a step', () => {
    const queue = { workers: 6, places: 30 };
    let inside = 0;
    for (const arrived of [0, 3, 40, 200, 10, 0, 1]) {
      const next = flowed(queue, inside, arrived, 5);
      expect(next.inside).to.be.closeTo(inside + arrived * (1 - next.lost) - 5 * next.busy, 1e-4);
      inside = next.inside;
    }
  });
});
