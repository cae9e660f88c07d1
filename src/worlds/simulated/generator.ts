/** Holds one simulated traffic generator: its gate, its profile and what it tells each second. */
import { addTo, toSparse } from '../../record/latency-histogram.ts';
import type { LoadSecond, LoadSpec, Stage } from '../../ports/capabilities.ts';
import type { Child, ClassSecond } from '../../record/events.ts';

/** What became of one class's requests so far, in fractions of requests; `told` is what was already reported. */
interface Tally {
  ok: number;
  blocked: number;
  failed: number;
  latencyMs: number;
  readonly told: { ok: number; blocked: number; failed: number };
}

export interface Generator {
  readonly spec: LoadSpec;
  readonly child: Child;
  openedMs?: number;
  ended?: { readonly code: number; readonly saw: string; readonly asked: boolean };
  readonly tallies: Map<string, Tally>;
  /** Every second told so far, for those who come later. */
  readonly seconds: LoadSecond[];
  readonly followers: Set<{ heard(second: LoadSecond): void; ended: AbortController }>;
}

export const durationMs = (stages: readonly Stage[]): number => stages.reduce((sum, stage) => sum + stage.forMs, 0);

/** Requests per second at a moment after the gate was opened: linear within each stage, as k6's ramping arrival rate. */
export function rateAt(stages: readonly Stage[], elapsedMs: number): number {
  if (elapsedMs < 0) return 0;
  let from = 0;
  let left = elapsedMs;
  for (const stage of stages) {
    if (left < stage.forMs) return from + ((stage.rps - from) * left) / stage.forMs;
    left -= stage.forMs;
    from = stage.rps;
  }
  return 0;
}

export function count(generator: Generator, name: string, ok: number, blocked: number, failed: number, latencyMs: number): void {
  const tally = generator.tallies.get(name) ?? { ok: 0, blocked: 0, failed: 0, latencyMs, told: { ok: 0, blocked: 0, failed: 0 } };
  tally.ok += ok;
  tally.blocked += blocked;
  tally.failed += failed;
  tally.latencyMs = latencyMs;
  generator.tallies.set(name, tally);
}

/** Latency at a quantile as a multiple of the middle one: a long right tail, about 1.6 at the 95th percentile. */
const spread = (quantile: number) => 0.7 + 0.6 * quantile + 0.02 / (1.02 - quantile);

/** The whole requests since the last report; fractions wait for the next one, so that nothing is lost. */
function secondOf(tally: Tally, histogram: boolean): ClassSecond {
  const since = (key: 'ok' | 'blocked' | 'failed') => {
    const whole = Math.floor(tally[key] + 1e-9) - tally.told[key];
    tally.told[key] += whole;
    return whole;
  };
  const ok = since('ok');
  const blocked = since('blocked');
  const failed = since('failed');
  const hist = new Map<number, number>();
  if (histogram) for (let i = 0; i < ok; i++) addTo(hist, tally.latencyMs * spread((i + 0.5) / ok));
  return { sent: ok + blocked + failed, ok, blocked, failed, hist: toSparse(hist) };
}

export function report(generator: Generator, atMs: number): LoadSecond {
  const samples = generator.spec.report === 'samples';
  const classes: Record<string, ClassSecond> = {};
  let offered = 0;
  let passed = 0;
  for (const [name, tally] of [...generator.tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const second = secondOf(tally, samples);
    offered += second.sent;
    passed += second.ok;
    if (samples) classes[name] = second;
  }
  return { atMs, offered, dropped: 0, passed, classes };
}
