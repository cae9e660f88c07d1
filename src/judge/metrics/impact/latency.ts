/** Holds the metrics of users' latency: the 95th percentile before anything was injected, and during the attack. */
import type { History } from '../../../record/history.ts';
import { addSparse, quantile } from '../../../record/latency-histogram.ts';
import { attackOf, stagedOf } from '../../clocks.ts';
import { injectedGenerators } from '../../derive/injects.ts';
import { metric, notExercised, unmeasured, value } from '../../metric.ts';
import type { Measured } from '../../metric.ts';
import { blind } from '../../watch.ts';
import { incidentSpan } from './incident-span.ts';
import { watchedUntil } from '../../derive/watched.ts';

const shown = { capability: 'impact', unit: 'ms', critical: false, basis: 'always shown, never rated; of requests that were answered well' } as const;

function p95(history: History, fromMs: number, toMs: number): Measured {
  const unseen = blind(history, 'traffic.second', fromMs, Math.min(toMs, watchedUntil(history)));
  if (unseen !== undefined) return unmeasured(unseen);
  const notUsers = injectedGenerators(history);
  const hist = new Map<number, number>();
  const seqs: number[] = [];
  for (const line of history.of('traffic.second')) {
    if (line.atMs < fromMs || line.atMs >= toMs || notUsers.has(line.generator)) continue;
    for (const one of Object.values(line.classes)) addSparse(hist, one.hist);
    if (seqs.length < 2) seqs.push(line.seq);
    else seqs[1] = line.seq;
  }
  const ms = quantile(hist, 0.95);
  const [first, ...more] = seqs;
  return ms === undefined || first === undefined ? unmeasured('no latency of a legitimate request is in the record') : value(ms, first, ...more);
}

export const latencyBaseline = metric({
  ...shown,
  id: 'latency-p95-baseline',
  title: '95th percentile of latency before the first inject',
  sentence: 'Before the first inject, 95 % of good answers took {measured} or less.',
  measure: (history) => {
    const fromMs = history.zeroMs;
    if (fromMs === undefined) return unmeasured('the timeline never started');
    const starts = [attackOf(history)?.t0.ms ?? watchedUntil(history), ...stagedOf(history).flatMap((staged) => staged.fromMs ?? [])];
    return p95(history, fromMs, Math.min(...starts));
  },
});

export const latencyAttack = metric({
  ...shown,
  id: 'latency-p95-attack',
  title: '95th percentile of latency during the attack',
  sentence: 'During the attack, 95 % of good answers took {measured} or less.',
  measure: (history) => {
    if (attackOf(history) === undefined) return notExercised('no attack was launched');
    const { fromMs, toMs } = incidentSpan(history);
    return p95(history, fromMs, toMs);
  },
});
