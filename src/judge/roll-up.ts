/** Holds how metrics roll up: the worst critical task decides a capability, and one that is missing leaves it unrated. */
import type { Capability } from '../record/events.ts';
import { loweredScore, worse, worst } from './rate.ts';
import type { Rating } from './rate.ts';
import type { CapabilityResult, MetricResult } from './scorecard.ts';
import { capabilityWords, ratingWords } from './words.ts';

const rated = (metric: MetricResult): metric is MetricResult & { rating: Rating } => metric.rating !== null;
/** A rating that a facilitator dismissed stands in no way either. */
const exercised = (metric: MetricResult) => metric.measured.is !== 'not exercised' && metric.ruling?.as !== 'dismissed';

/**
 * A critical task that wasn't measured could have been the worst one. So it leaves the capability without a rating, and the drill
 * inconclusive, with one exception: where another critical task is already U, nothing could make it worse, and it is U.
 * A task that the drill gave no occasion for (*not exercised*) neither passes nor fails, and doesn't stand in the way.
 */
export function rollUp(capability: Capability, inScope: boolean, metrics: readonly MetricResult[]): CapabilityResult {
  const name = capabilityWords[capability];
  const without = (sentence: string): CapabilityResult => ({ capability, inScope, rating: null, score: null, sentence, metrics });
  if (!inScope) return without(`${name} was not in the drill's scope.`);
  const critical = metrics.filter((metric) => metric.critical && exercised(metric));
  const missing = critical.filter((metric) => !rated(metric));
  const deciding = worst(critical.filter(rated).map((metric) => metric.rating));
  if (critical.length === 0) return without(`${name} was not exercised: ${reasonOf(metrics.find((metric) => metric.critical))}.`);
  const [first] = missing;
  if (deciding === undefined || (first !== undefined && deciding !== 'U')) return without(`${name} could not be rated. ${first?.sentence ?? ''}`.trim());

  const lowered = metrics.some((metric) => !metric.critical && rated(metric) && metric.rating !== 'P');
  const rating = deciding === 'P' && lowered ? worse(deciding, 'S') : deciding;
  const lowest = Math.min(...critical.map((metric) => metric.score ?? 100));
  return { capability, inScope, rating, score: missing.length > 0 ? null : rating === deciding ? lowest : loweredScore(lowest, rating), sentence: sentenceOf(name, rating, deciding, metrics), metrics };
}

export const notExercised = (result: CapabilityResult): boolean => result.inScope && result.metrics.filter((metric) => metric.critical).every((metric) => !exercised(metric));

const reasonOf = (metric: MetricResult | undefined) => (metric?.measured.is === 'not exercised' ? metric.measured.why : (metric?.whyNotRated ?? 'nothing called for it'));

function sentenceOf(name: string, rating: Rating, deciding: Rating, metrics: readonly MetricResult[]): string {
  const lowest = (all: readonly MetricResult[]) => all.filter(rated).toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0))[0];
  const shown = rating === deciding ? lowest(metrics.filter((metric) => metric.critical && metric.rating === deciding)) : lowest(metrics.filter((metric) => !metric.critical));
  return `${name} was ${ratingWords[rating]}. ${shown?.sentence ?? ''}`.trim();
}
