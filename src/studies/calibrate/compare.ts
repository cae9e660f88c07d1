/** Holds how far a simulated drill is from a real one, metric by metric, and how far it may be. */
import type { Unit } from '../../judge/metric.ts';
import type { MetricResult, Scorecard } from '../../judge/scorecard.ts';

/** How far the model may be off: so much, or such a share of what was real, whichever is more. */
export interface Allowed {
  readonly by: number;
  readonly share: number;
}

/** Counters, probes and the page are read once a second, so a time between two of them is known to two seconds; a count by one; a share by five points. */
const allowedByUnit: Readonly<Record<Unit, Allowed>> = {
  ms: { by: 2000, share: 0.15 },
  share: { by: 0.05, share: 0 },
  count: { by: 1, share: 0.15 },
  rps: { by: 10, share: 0.15 },
};

/** Where the unit's own bound would say too little, or more than the model can. */
const allowedById: Readonly<Partial<Record<string, Allowed>>> = {
  'latency-p95-baseline': { by: 100, share: 0.5 },
  'latency-p95-attack': { by: 250, share: 0.25 },
};

export const allowedFor = ({ id, unit }: Pick<MetricResult, 'id' | 'unit'>): Allowed => allowedById[id] ?? allowedByUnit[unit];

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

const all = (card: Scorecard): readonly MetricResult[] => [...card.capabilities.filter(({ inScope }) => inScope).flatMap(({ metrics }) => metrics), ...card.impact];

/** Every metric that the real run measured. What it didn't measure shows nothing of the model. */
export function compare(real: Scorecard, simulated: Scorecard): readonly Row[] {
  const other = new Map(all(simulated).map((one) => [one.id, one]));
  return all(real).flatMap((one): Row[] => {
    const { id, title, unit, measured } = one;
    const { measured: model } = other.get(id) ?? {};
    if (model === undefined || !('n' in measured)) return [];
    const { by, share } = allowedFor(one);
    const allowed = Math.max(by, share * measured.n);
    if (!('n' in model)) return [{ id, title, unit, real: measured, simulated: model, allowed, within: false }];
    const difference = model.n - measured.n;
    return [{ id, title, unit, real: measured, simulated: model, difference, allowed, within: model.is === measured.is && Math.abs(difference) <= allowed }];
  });
}
