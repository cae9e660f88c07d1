/** Holds what every service counts about its own traffic, and the nonces of probes that it has seen. */
import { Counter, Histogram, newRegistry, type Registry } from './prometheus.ts';

export interface Counts {
  received: number;
  /** Sent on, or served where there is nobody behind. */
  forwarded: number;
  /** Refused by this service's own decision. */
  rejected: number;
  timedOut: number;
  /** Its upstream failed, or the client left before it was answered. */
  failed: number;
}

export interface Tally {
  /** Plain numbers, since the data path adds to them on every request. */
  readonly counts: Counts;
  /** Counts an answer by status and duration; status 0 is a client that left unanswered. */
  answered(status: number, ms: number): void;
  /** Remembers the probe's nonce, if the request carried one. */
  saw(nonce: string | string[] | undefined): void;
  seenAt(nonce: string): number | undefined;
  readonly registry: Registry;
}

/** Probes are few; older nonces are forgotten so that a flood of made-up ones can't fill the memory. */
const noncesKept = 4096;
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const codes = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;

export function createTally(service: string): Tally {
  const counts: Counts = { received: 0, forwarded: 0, rejected: 0, timedOut: 0, failed: 0 };
  const nonces = new Map<string, number>();
  const registry = newRegistry();
  registry.setDefaultLabels({ service });
  const kinds: readonly (keyof Counts)[] = ['received', 'forwarded', 'rejected', 'timedOut', 'failed'];
  void new Counter({
    name: 'range_requests_total',
    help: 'Requests by what this service did with them; `received` holds them all.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const outcome of kinds) this.inc({ outcome }, counts[outcome]);
    },
  });
  const durations = new Histogram({
    name: 'range_request_duration_seconds',
    help: 'Time to answer, by class of status; `none` is a client that left unanswered.',
    labelNames: ['code'],
    buckets: secondsBuckets,
    registers: [registry],
  });
  for (const code of ['none', '2xx', '4xx', '5xx']) durations.zero({ code });
  return {
    counts,
    registry,
    answered: (status, ms) => durations.observe({ code: codes[Math.floor(status / 100)] ?? 'none' }, ms / 1000),
    saw(nonce) {
      if (typeof nonce !== 'string' || nonces.has(nonce)) return;
      nonces.set(nonce, Date.now());
      if (nonces.size > noncesKept) nonces.delete(nonces.keys().next().value ?? '');
    },
    seenAt: (nonce) => nonces.get(nonce),
  };
}
