/** Holds how far a simulated drill is from a real one, metric by metric, and how far it may be. */
import type { Unit } from '../../judge/metric.ts';
import { metricsOf } from '../../judge/metrics-of.ts';
import type { MetricResult, Scorecard } from '../../judge/scorecard.ts';

/** How far the model may be off: so much, such a share of the larger number, or so many times its root, whichever is most. */
export interface Allowed {
  readonly by: number;
  readonly share?: number;
  readonly roots?: number;
}

/** Counters, probes and the page are read once a second, so a time between two of them is known to two seconds. */
const allowedByUnit: Readonly<Record<Unit, Allowed>> = {
  ms: { by: 2000, share: 0.15 },
  share: { by: 0.05 },
  count: { by: 1 },
  rps: { by: 10, share: 0.15 },
};

/** Requests are lost one by one: a real count of them scatters by its root (Poisson), 99 times in 100 within 2.6 of it. */
const lostRequests: Allowed = { by: 2, share: 0.2, roots: 2.6 };
/** A share of half a dozen probes, three cases or fifteen calls moves so far with one of them. */
const few: Readonly<Partial<Record<string, Allowed>>> = { 'deploy-path': { by: 0.17 }, 'portal-cases': { by: 0.34 }, 'calls-answered': { by: 0.07 } };

const allowedLatency: Allowed = { by: 100, share: 0.25 };

function allowedFor({ id, unit }: Pick<MetricResult, 'id' | 'unit'>): Allowed {
  if (id.startsWith('requests-lost')) return lostRequests;
  return id.startsWith('latency-p95') ? allowedLatency : (few[id] ?? allowedByUnit[unit]);
}

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly real: MetricResult['measured'];
  readonly simulated: MetricResult['measured'];
  /** Simulated less real; absent where one of them is no number. */
  readonly difference?: number;
  readonly allowed: number;
  readonly within: boolean;
}

/** Every metric that the real run measured. What it didn't measure shows nothing of the model. */
export function compare(real: Scorecard, simulated: Scorecard): readonly Row[] {
  const other = new Map(metricsOf(simulated).map((one) => [one.id, one]));
  return metricsOf(real).flatMap((one): Row[] => {
    const { id, title, unit, measured } = one;
    const { measured: model } = other.get(id) ?? {};
    if (model === undefined || !('n' in measured)) return [];
    const { by, share = 0, roots = 0 } = allowedFor(one);
    const larger = Math.max(measured.n, 'n' in model ? model.n : 0);
    const allowed = Math.max(by, share * larger, roots * Math.sqrt(larger));
    if (!('n' in model)) return [{ id, title, unit, real: measured, simulated: model, allowed, within: false }];
    const difference = model.n - measured.n;
    return [{ id, title, unit, real: measured, simulated: model, difference, allowed, within: model.is === measured.is && Math.abs(difference) <= allowed }];
  });
}
