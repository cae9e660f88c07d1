/** Holds what a facilitator ruled about findings, and what follows for the rating of a metric. */
import type { History } from '../record/history.ts';
import { perHistory } from './derive/per-history.ts';
import type { MetricResult, Ruling } from './scorecard.ts';

/** Each ruling of the record in order, the later ones over the earlier ones. */
export const rulingsOf = (history: History): readonly Ruling[] => history.of('finding.ruled').map(({ seq, finding, as, role, because }) => ({ seq, finding, as, role, because }));

const last = perHistory((history: History): ReadonlyMap<string, Ruling> => new Map(rulingsOf(history).map((ruling) => [ruling.finding, ruling])));

/** The ruling that counts. */
export const rulingOn = (history: History, finding: string): Ruling | undefined => last(history).get(finding);

/**
 * A metric's finding bears its id. *Dismissed*: the rating no longer counts, and the metric neither passes nor fails. *Upheld*: what plain rules could
 * only ask about counts as not done. A number that was measured stays as it is either way.
 */
export function ruled(result: MetricResult, ruling: Ruling | undefined): MetricResult {
  if (ruling === undefined) return result;
  const by = `${ruling.as} by ${ruling.role}: ${ruling.because}`;
  if (ruling.as === 'dismissed') return { ...result, rating: null, score: null, whyNotRated: `the finding was ${by}`, ruling };
  if (result.rating !== null || result.measured.is !== 'unmeasured' || result.measured.asks !== true) return { ...result, ruling };
  const { whyNotRated: _, ...rest } = result;
  return { ...rest, rating: 'U', score: 0, sentence: `${result.sentence} Ruled: ${by}`, ruling };
}
