/** Holds the series behind the areas: thinned to what a screen can show, and cut into runs where nothing was sent. */
import type { Picture } from '../../../judge/scorecard.ts';

export interface Step {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
}

/** What the picture of a given width can show: a step has two and a half pixels at least. */
export const pointsMost = (width: number): number => Math.floor(width / 2.5);

/** The usual distance of two points: how long the last one lasts. */
const stepOf = (points: readonly { readonly atMs: number }[]): number => {
  const gaps = points.slice(1).map((point, at) => point.atMs - (points[at]?.atMs ?? 0)).toSorted((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 1_000;
};

/** Groups of points of equal length; one point a group in a drill of minutes. */
const groups = <P>(points: readonly P[], most: number): readonly (readonly P[])[] => {
  const size = Math.max(1, Math.ceil(points.length / most));
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => points.slice(at * size, (at + 1) * size));
};

/** Availability by step; of the seconds in a step the worst is shown, so that thinning never hides an outage. */
export const availabilitySteps = (picture: Picture, most: number): readonly { readonly fromMs: number; readonly toMs: number; readonly value: number | null }[] => {
  const step = stepOf(picture.availability);
  return groups(picture.availability, most).map((group) => {
    const shares = group.flatMap((point) => (point.share === null ? [] : [point.share]));
    const fromMs = group[0]?.atMs ?? 0;
    return { fromMs, toMs: (group.at(-1)?.atMs ?? fromMs) + step, value: shares.length === 0 ? null : Math.max(0, Math.min(1, Math.min(...shares))) };
  });
};

/** The offered rate by step; of the seconds in a step the highest. */
export const offeredSteps = (picture: Picture, most: number): readonly Step[] => {
  const step = stepOf(picture.offered);
  return groups(picture.offered, most).map((group) => {
    const fromMs = group[0]?.atMs ?? 0;
    return { fromMs, toMs: (group.at(-1)?.atMs ?? fromMs) + step, value: Math.max(0, ...group.map((point) => point.rps)) };
  });
};

/** Cuts steps into runs without a gap: between two runs the picture stays empty instead of guessing. */
export const runsOf = (steps: readonly { readonly fromMs: number; readonly toMs: number; readonly value: number | null }[]): readonly (readonly Step[])[] => {
  const runs: Step[][] = [];
  let last: Step | undefined;
  for (const { fromMs, toMs, value } of steps) {
    if (value === null) {
      last = undefined;
      continue;
    }
    const one = { fromMs, toMs, value };
    if (last !== undefined && fromMs - last.toMs < (toMs - fromMs) / 2) runs.at(-1)?.push(one);
    else runs.push([one]);
    last = one;
  }
  return runs;
};
