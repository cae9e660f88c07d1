/** Holds how a number becomes a rating and a score. */
import type { Bounds } from '../record/events.ts';
import type { Unit } from './metric.ts';

/** HSEEP's ratings: performed without challenges, with some, with major challenges, unable to be performed. */
export type Rating = 'P' | 'S' | 'M' | 'U';

/** Room for what binary fractions do to a share such as 1 - 0.99. */
const hair = 1e-9;

/** What bounds are compared with: a share counts by its shortfall, everything else as it is. */
export const amountOf = (unit: Unit, n: number): number => (unit === 'share' ? 1 - n : n);

export function ratingOf(amount: number, { p, s, m }: Bounds): Rating {
  if (amount <= p + hair) return 'P';
  if (amount <= s + hair) return 'S';
  return amount <= m + hair ? 'M' : 'U';
}

/** 100 at or under the P bound, 85 at S, 60 at M, falling linearly between and to 0 at twice the M bound. */
export function scoreOf(amount: number, { p, s, m }: Bounds): number {
  const fall = (from: number, to: number, high: number, low: number) => high - ((high - low) * (amount - from)) / (to - from);
  if (amount <= p + hair) return 100;
  if (amount <= s + hair) return fall(p, s, 100, 85);
  if (amount <= m + hair) return fall(s, m, 85, 60);
  return amount < 2 * m ? fall(m, 2 * m, 60, 0) : 0;
}

const order: readonly Rating[] = ['P', 'S', 'M', 'U'];
const scoreAtBound: Readonly<Record<Rating, number>> = { P: 100, S: 85, M: 60, U: 0 };

export const worse = (a: Rating, b: Rating): Rating => (order.indexOf(a) >= order.indexOf(b) ? a : b);
export const worst = (ratings: readonly Rating[]): Rating | undefined => (ratings.length === 0 ? undefined : ratings.reduce(worse));
/** The score of a rating that was lowered from a better one: what the rating's own bound earns. */
export const loweredScore = (score: number, rating: Rating): number => Math.min(score, scoreAtBound[rating]);
