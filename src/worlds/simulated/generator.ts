/** Holds one simulated traffic generator: its gate, its profile and what it tells each second. */
import { probit } from 'simple-statistics';
import { addTo, toSparse } from '../../record/latency-histogram.ts';
import type { LoadSecond, LoadSpec, Stage } from '../../ports/capabilities.ts';
import type { Child, ClassSecond } from '../../record/events.ts';
import type { Flow } from './mix.ts';
import type { ModelSettings } from './model-settings.ts';
import type { Settings } from './settings.ts';

/** What became of one class's requests so far, in fractions of requests; `told` is what was already reported. */
interface Tally {
  ok: number;
  blocked: number;
  failed: number;
  fixedMs: number;
  lateShare: number;
  readonly told: { ok: number; blocked: number; failed: number };
}

export interface Generator {
  readonly spec: LoadSpec;
  readonly child: Child;
  readonly flows: readonly Flow[];
  /** Share of its requests that weren't answered well in the last step. */
  failing: number;
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

/** What became of requests in one step; `fixedMs` is what the good ones took without the way there and back. */
export interface Became {
  readonly ok: number;
  readonly blocked: number;
  readonly failed: number;
  readonly fixedMs: number;
  /** The share of those turned away by the edge that had waited for it. */
  readonly lateShare: number;
}

export function count(generator: Generator, name: string, { ok, blocked, failed, fixedMs, lateShare }: Became): void {
  const tally = generator.tallies.get(name) ?? { ok: 0, blocked: 0, failed: 0, fixedMs, lateShare, told: { ok: 0, blocked: 0, failed: 0 } };
  tally.ok += ok;
  tally.blocked += blocked;
  tally.failed += failed;
  tally.fixedMs = fixedMs;
  tally.lateShare = lateShare;
  generator.tallies.set(name, tally);
}

/** Times on the way at a quantile: log-normal, given its median and its 95th percentile as a multiple of that. */
const wayMs = ({ hopsMs, spread }: ModelSettings, quantile: number) => hopsMs * spread ** (probit(quantile) / probit(0.95));

/** The whole requests since the last report; fractions wait for the next one, so that nothing is lost. */
function secondOf(tally: Tally, histogram: boolean, model: ModelSettings, lateMs: number): ClassSecond {
  const since = (key: 'ok' | 'blocked' | 'failed') => {
    const whole = Math.floor(tally[key] + 1e-9) - tally.told[key];
    tally.told[key] += whole;
    return whole;
  };
  const ok = since('ok');
  const blocked = since('blocked');
  const failed = since('failed');
  const hist = new Map<number, number>();
  const add = (n: number, fixedMs: number) => {
    if (histogram) for (let i = 0; i < n; i++) addTo(hist, fixedMs + wayMs(model, (i + 0.5) / n));
  };
  const late = Math.round(failed * tally.lateShare);
  add(ok, tally.fixedMs);
  add(late, lateMs);
  add(blocked + failed - late, 0);
  return { sent: ok + blocked + failed, ok, blocked, failed, hist: toSparse(hist) };
}

export function report(generator: Generator, atMs: number, { model, range }: Settings): LoadSecond {
  const samples = generator.spec.report === 'samples';
  const classes: Record<string, ClassSecond> = {};
  let offered = 0;
  let passed = 0;
  for (const [name, tally] of [...generator.tallies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const second = secondOf(tally, samples, model, range.edge.capacity.queueTimeoutMs);
    offered += second.sent;
    passed += second.ok;
    if (samples) classes[name] = second;
  }
  return { atMs, offered, dropped: 0, passed, classes };
}
