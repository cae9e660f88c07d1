/** Holds the geometry that all parts of the timeline picture share: sizes and the time scale. */
import { scaleLinear } from 'd3-scale';
import type { ScaleLinear } from 'd3-scale';

export interface Frame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly font: number;
  /** Milliseconds from the start of the timeline to pixels. */
  readonly x: ScaleLinear<number, number>;
}

/** Below this the picture is drawn for a phone: narrower margins, shorter labels. */
const narrowBelow = 600;

/** `left` is room for names beside the plots; a picture that has none there asks for less. */
export const frameFor = (width: number, endMs: number, left = width < narrowBelow ? 52 : 84): Frame => {
  const narrow = width < narrowBelow;
  const right = width - (narrow ? 10 : 16);
  return { width, left, right, font: narrow ? 11 : 12, x: scaleLinear([0, Math.max(1, endMs)], [left, right]).clamp(true) };
};

/** Steps in which people count time, in seconds. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 604_800];

/** Round moments for the axis, far enough apart for their labels. */
export const timeTicks = (frame: Frame): readonly number[] => {
  const endMs = frame.x.domain()[1] ?? 0;
  const most = (frame.right - frame.left) / 64;
  const step = 1_000 * (steps.find((seconds) => endMs / (seconds * 1_000) <= most) ?? 604_800);
  return Array.from({ length: Math.min(200, Math.floor(endMs / step) + 1) }, (_, at) => at * step);
};
