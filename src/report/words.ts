/** Holds the words that all reports share for ratings, outcomes and capabilities. */
import type { Capability, InsteadOf, Source } from '../record/events.ts';
import type { Rating } from '../judge/rate.ts';
import { ratingWords } from '../judge/words.ts';
import type { MetricResult, Outcome, ValidityCheck } from '../judge/scorecard.ts';

export type Tone = 'good' | 'fair' | 'poor' | 'bad' | 'none';

interface Words {
  readonly word: string;
  readonly tone: Tone;
}

/** Of a drill that ran elsewhere than it was meant to. */
export const meantText = ({ world, because }: InsteadOf): string => `meant for the world ${world}, but ${because}`;

export const ratings: Readonly<Record<Rating, Words>> = {
  P: { word: ratingWords.P, tone: 'good' },
  S: { word: ratingWords.S, tone: 'fair' },
  M: { word: ratingWords.M, tone: 'poor' },
  U: { word: ratingWords.U, tone: 'bad' },
};

export const outcomes: Readonly<Record<Outcome, Words>> = {
  P: { word: 'Passed: performed without challenges', tone: 'good' },
  S: { word: 'Passed: performed with some challenges', tone: 'fair' },
  M: { word: 'Not passed: performed with major challenges', tone: 'poor' },
  U: { word: 'Not passed: unable to be performed', tone: 'bad' },
  inconclusive: { word: 'Inconclusive: this drill proves nothing either way', tone: 'none' },
  aborted: { word: 'Aborted: the drill was stopped before its end', tone: 'none' },
  'not withdrawn': { word: 'Not withdrawn: a fault was left behind', tone: 'bad' },
};

export const capabilities: Readonly<Record<Capability | 'impact', string>> = {
  detection: 'Detection',
  rerouting: 'Rerouting',
  communications: 'Communications',
  impact: 'Impact on users',
};

export const sources: Readonly<Record<Source, string>> = {
  autopilot: "autopilot (gameday's own)",
  observed: 'observed by a tool',
  facilitator: 'entered by the facilitator',
  'self-reported': 'self-reported',
};

/** Who or what a measure rests on; a dash where nobody is meant. */
export const sourceText = ({ source, toldBy }: MetricResult): string => (source === undefined ? '–' : [sources[source], ...(toldBy === undefined ? [] : [`command timed ${toldBy}`])].join('; '));

export const checks: Readonly<Record<ValidityCheck['is'], Words>> = {
  held: { word: 'held', tone: 'good' },
  failed: { word: 'failed', tone: 'bad' },
  unknown: { word: 'unknown', tone: 'none' },
  unproved: { word: 'unproved', tone: 'none' },
  'not applicable': { word: 'not applicable', tone: 'none' },
};

export const exits: readonly string[] = [
  'every capability in scope was rated P or S',
  'at least one capability was rated M or U',
  'the drill was inconclusive',
  'the drill was aborted by a guardrail or a person',
  'a fault could not be withdrawn',
];

/** What a rating is called, or that there is none. */
export const ratingWord = (rating: Rating | null): string => (rating === null ? 'not rated' : ratings[rating].word);
export const toneOf = (rating: Rating | null): Tone => (rating === null ? 'none' : ratings[rating].tone);

/** Why a metric has no rating; undefined where it has one or was never meant to have one. */
export const whyUnrated = (result: MetricResult): string | undefined => {
  if (result.measured.is === 'unmeasured' || result.measured.is === 'not exercised') return result.measured.why;
  return result.rating === null ? result.whyNotRated : undefined;
};

/** Text of the judge, capitalised for the start of a line. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
