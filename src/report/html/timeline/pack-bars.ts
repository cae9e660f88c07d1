/** Holds how bars share lanes: two may sit in one lane where neither bars nor labels touch. */
import type { Picture } from '../../../judge/scorecard.ts';
import { inert } from '../../inert.ts';
import { sentenceCase } from '../../words.ts';
import type { Frame } from './frame.ts';
import { fitText, textWidth } from './text-width.ts';

export type Bar = Picture['bars'][number];

export interface PackedBar {
  readonly bar: Bar;
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** Where the label starts, and where it ends. */
  readonly textFrom: number;
  readonly textTo: number;
}

const pad = 6;

/** Inside the bar where it fits, otherwise beside it on the roomier side. */
const labelled = (frame: Frame, bar: Bar): Omit<PackedBar, 'lane'> => {
  const from = frame.x(bar.fromMs);
  const to = Math.max(from + 3, frame.x(bar.toMs));
  const label = sentenceCase(inert(bar.label));
  const width = textWidth(label, frame.font);
  const right = frame.right - to - pad;
  const left = from - frame.left - pad;
  if (width <= to - from - 2 * pad) return { bar, from, to, text: label, textFrom: from + pad, textTo: from + pad + width };
  const room = Math.max(right, left, to - from - 2 * pad);
  const text = fitText(label, frame.font, room);
  const wide = textWidth(text, frame.font);
  if (right === room) return { bar, from, to, text, textFrom: to + pad, textTo: to + pad + wide };
  if (left === room) return { bar, from, to, text, textFrom: from - pad - wide, textTo: from - pad };
  return { bar, from, to, text, textFrom: from + pad, textTo: from + pad + wide };
};

const span = (bar: Omit<PackedBar, 'lane'>): readonly [number, number] => [Math.min(bar.from, bar.textFrom) - 4, Math.max(bar.to, bar.textTo) + 4];

/** Gives each bar the first lane in which it and its label have room. */
export const packBars = (frame: Frame, bars: readonly Bar[]): readonly PackedBar[] => {
  const packed: PackedBar[] = [];
  for (const bar of bars.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const one = labelled(frame, bar);
    const [from, to] = span(one);
    const taken = new Set(packed.filter((other) => span(other)[0] < to && from < span(other)[1]).map((other) => other.lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    packed.push({ ...one, lane });
  }
  return packed;
};
