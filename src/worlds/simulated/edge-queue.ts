/**
 * Holds the edge's finite queue: M/M/c/K in its steady state, and the fluid that follows it from one load to another. Sources: for the steady state, Gross,
 * Shortle, Thompson, Harris, "Fundamentals of Queueing Theory", M/M/c/K; for the fluid, Wang, Tipper, Banerjee, "A simple approximation for modeling
 * nonstationary queues" (INFOCOM 1996): requests leave as they would from the steady queue that holds as many.
 */

export interface Queue {
  readonly workers: number;
  /** Places, those at a worker included. */
  readonly places: number;
}

/** A steady queue at one offered load: requests inside, share of arrivals turned away, and busy workers, which is also what leaves it in each service time. */
interface Steady {
  readonly inside: number;
  readonly lost: number;
  readonly busy: number;
}

const empty: Steady = { inside: 0, lost: 0, busy: 0 };

function steady({ workers, places }: Queue, offered: number): Steady {
  // Weights relative to the likeliest state, so that none overflows: each state's is the one before it, times offered load by busy workers.
  let weight = 1;
  let sum = 1;
  let inside = 0;
  let busy = 0;
  for (let n = 1; n <= places; n++) {
    weight *= offered / Math.min(n, workers);
    sum += weight;
    inside += n * weight;
    busy += Math.min(n, workers) * weight;
    if (weight > 1e100) {
      weight *= 1e-100;
      sum *= 1e-100;
      inside *= 1e-100;
      busy *= 1e-100;
    }
  }
  return { inside: inside / sum, lost: weight / sum, busy: busy / sum };
}

/** Offered load by worker: close together where a queue begins to lose, wide apart beyond. */
const loads = [...range(0, 0.8, 0.05), ...range(0.8, 1.2, 0.01), ...range(1.2, 2, 0.05), ...range(2, 5, 0.25), ...range(5, 20, 2.5), 50, 200, 1000];

function range(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.round((to - from) / by) }, (_, i) => from + i * by);
}

const tables = new Map<string, readonly Steady[]>();

function tableOf(queue: Queue): readonly Steady[] {
  const key = `${queue.workers} ${queue.places}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const made = loads.map((load) => steady(queue, load * queue.workers));
  tables.set(key, made);
  return made;
}

export interface Flowed {
  /** Requests inside at the end of the step. */
  readonly inside: number;
  /** Share of arrivals that were turned away. */
  readonly lost: number;
  readonly busy: number;
  /** How long those who are let in wait for a worker, in service times: Little's law. */
  readonly wait: number;
}

/**
 * One step in which `arrived` requests come, `lasting` service times long. The step is an implicit one (backward Euler), so it is stable however long it is, and its
 * fixed point is the steady state itself. Between two loads of the table the queue is taken as linear, and so is what a step leaves over: its root is exact.
 */
export function flowed(queue: Queue, before: number, arrived: number, lasting: number): Flowed {
  const table = tableOf(queue);
  /** By how much more than that would be inside, were it as in this steady queue. */
  const excess = ({ inside, lost, busy }: Steady) => inside - before - arrived * (1 - lost) + lasting * busy;
  let low = 0;
  let high = table.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (excess(table[middle] ?? empty) > 0) high = middle;
    else low = middle;
  }
  const [a, b] = [table[low] ?? empty, table[high] ?? empty];
  const [below, above] = [excess(a), excess(b)];
  const part = Math.min(1, Math.max(0, below / (below - above || 1)));
  const [inside, lost, busy] = [a.inside + part * (b.inside - a.inside), a.lost + part * (b.lost - a.lost), a.busy + part * (b.busy - a.busy)];
  return { inside, lost, busy, wait: busy === 0 ? 0 : Math.max(0, inside - busy) / busy };
}
