/** Holds what a scorecard says in numbers: the metrics of the capabilities that were practised, and the impact. */
import type { MetricResult, Scorecard } from './scorecard.ts';

export const metricsOf = ({ capabilities, impact }: Pick<Scorecard, 'capabilities' | 'impact'>): readonly MetricResult[] => [...capabilities.filter(({ inScope }) => inScope).flatMap(({ metrics }) => metrics), ...impact];
