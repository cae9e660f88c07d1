/** Holds the picture in words: for its description, and for its caption. */
import type { Picture, Scorecard } from '../../../judge/scorecard.ts';
import { offset, share } from '../../format.ts';
import { markNames } from './glyph.ts';

type Point = Picture['availability'][number];

/** The first second with the lowest share of good requests; undefined where nobody sent anything. */
const lowest = (picture: Picture): (Point & { readonly share: number }) | undefined =>
  picture.availability
    .flatMap((point) => (point.share === null ? [] : [{ ...point, share: point.share }]))
    .reduce<(Point & { readonly share: number }) | undefined>((low, point) => (low === undefined || point.share < low.share ? point : low), undefined);

export const lowPoint = (picture: Picture): string => {
  const low = lowest(picture);
  if (low === undefined) return 'No legitimate traffic was measured.';
  return low.share === 1 ? 'Every legitimate request succeeded.' : `At worst ${share(low.share)} of legitimate requests succeeded, at ${offset(low.atMs)}.`;
};

const listed = (items: readonly string[]): string => items.slice(0, 30).join('; ');

export const describe = ({ picture }: Scorecard): string => {
  const bars = picture.bars.map((bar) => `${bar.what} ${bar.label} from ${offset(bar.fromMs)} to ${offset(bar.toMs)}`);
  const marks = picture.marks.map((mark) => `${markNames[mark.what]} at ${offset(mark.atMs)}: ${mark.label}`);
  return [lowPoint(picture), bars.length > 0 && `${listed(bars)}.`, marks.length > 0 && `${listed(marks)}.`].filter((part) => part !== false).join(' ');
};
