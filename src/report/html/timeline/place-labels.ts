/** Holds how the labels of marks find their places above the picture, so that none covers another. */
import type { Picture } from '../../../judge/scorecard.ts';
import { inert } from '../../inert.ts';
import { sentenceCase } from '../../words.ts';
import type { Frame } from './frame.ts';
import { fitText, textWidth } from './text-width.ts';

export type Mark = Picture['marks'][number];

/** Row 0 is the lowest one. The box with glyph and text spans from `from` to `to` in its row; the leader goes down at `x`. */
export interface PlacedLabel {
  readonly mark: Mark;
  readonly text: string;
  readonly x: number;
  readonly textFrom: number;
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

const glyph = 5;
const textGap = 9;
const apart = 6;
const labelsMost = 18;
/** No label may take more than 46 % of the width; so one always fits on the left or on the right of its leader. */
const widest = (frame: Frame): number => Math.min(320, frame.width * 0.46);

/** Where there are too many marks, the ones that tell the story keep their labels. */
const weight: Readonly<Record<Mark['what'], number>> = { abort: 0, milestone: 1, alert: 2, notice: 3, note: 4, cluster: 5 };

interface Box {
  readonly from: number;
  readonly to: number;
  readonly textFrom: number;
}

const overlaps = (a: Box, b: Box): boolean => a.from < b.to + apart && b.from < a.to + apart;
const crosses = (box: Box, x: number): boolean => x > box.from - 2 && x < box.to + 2;

/** To the right of the leader, and to its left, as far as there is room. */
const sides = (frame: Frame, x: number, width: number): readonly Box[] =>
  [
    { from: x - glyph, to: x + textGap + width, textFrom: x + textGap },
    { from: x - textGap - width, to: x + glyph, textFrom: x - textGap - width },
  ].filter((box) => box.from >= 2 && box.to <= frame.width - 2);

/** The lowest free place; one that crosses no leader, of those placed and of those that wait, is worth climbing two rows for. */
const place = (frame: Frame, mark: Mark, placed: readonly PlacedLabel[], waiting: readonly number[]): PlacedLabel => {
  const x = frame.x(mark.atMs);
  const text = fitText(sentenceCase(inert(mark.label)), frame.font, widest(frame));
  const options = sides(frame, x, textWidth(text, frame.font)).flatMap((box) =>
    Array.from({ length: placed.length + 1 }, (_, row) => {
      const free = placed.every((other) => other.row !== row || !overlaps(box, other));
      const crossed = placed.filter((other) => (other.row > row && crosses(box, other.x)) || (other.row < row && crosses(other, x))).length + waiting.filter((other) => crosses(box, other)).length;
      return { free, cost: row + crossed * 2.5, label: { mark, text, x, row, ...box } };
    }),
  );
  return options.filter((option) => option.free).reduce((a, b) => (b.cost < a.cost ? b : a)).label;
};

/** Places labels from right to left: a label then lies over leaders that end below it, and the rows fall like stairs. */
export const placeLabels = (frame: Frame, marks: readonly Mark[]): readonly PlacedLabel[] => {
  const chosen = marks.toSorted((a, b) => weight[a.what] - weight[b.what]).slice(0, labelsMost);
  const ordered = chosen.toSorted((a, b) => b.atMs - a.atMs);
  return ordered.reduce<readonly PlacedLabel[]>((placed, mark, at) => [...placed, place(frame, mark, placed, ordered.slice(at + 1).map((next) => frame.x(next.atMs)))], []);
};
