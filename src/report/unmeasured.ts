/** Holds the list of what was not measured, not exercised or not rated, each with its reason. */
import { metricsOf } from '../judge/metrics-of.ts';
import type { Scorecard } from '../judge/scorecard.ts';
import { capabilities, whyUnrated } from './words.ts';

export interface Unmeasured {
  readonly what: string;
  readonly state: 'not measured' | 'not exercised' | 'measured, not rated' | 'out of scope';
  readonly why: string;
}

export const unmeasuredOf = (card: Scorecard): readonly Unmeasured[] => [
  ...card.capabilities.filter((one) => !one.inScope).map((one) => ({ what: capabilities[one.capability], state: 'out of scope' as const, why: one.sentence })),
  ...metricsOf(card).flatMap((metric) => {
    const why = whyUnrated(metric);
    if (why === undefined) return [];
    const { is } = metric.measured;
    const state = is === 'unmeasured' || is === 'atLeast' ? ('not measured' as const) : is === 'not exercised' ? is : ('measured, not rated' as const);
    return [{ what: `${capabilities[metric.capability]}: ${metric.title}`, state, why }];
  }),
];
