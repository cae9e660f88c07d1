/** Holds the two plots of the picture: the share of good legitimate requests, and the flood that was offered. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import type { Picture } from '../../../judge/scorecard.ts';
import { count } from '../../format.ts';
import { html, Markup } from '../markup.ts';
import type { Frame } from './frame.ts';
import { availabilitySteps, offeredSteps, pointsMost, runsOf } from './series.ts';
import type { Step } from './series.ts';
import { shortPath } from './short-path.ts';

export const availabilityHeight = 150;
export const offeredHeight = 52;

/** A step curve ends where its last point begins, so the end of the last step is added as a point. */
const corners = (run: readonly Step[]): readonly (readonly [number, number])[] => {
  const end = run.at(-1);
  return [...run.map((step) => [step.fromMs, step.value] as const), ...(end === undefined ? [] : [[end.toMs, end.value] as const])];
};

const shape = (frame: Frame, run: readonly Step[], y0: (value: number) => number, y1: (value: number) => number): Markup =>
  new Markup(shortPath(area<readonly [number, number]>().x((point) => frame.x(point[0])).y0((point) => y0(point[1])).y1((point) => y1(point[1])).curve(curveStepAfter).digits(1)([...corners(run)]) ?? ''));

const gridLine = (frame: Frame, y: number, label: string): Markup =>
  html`<path class="grid" d="M${frame.left} ${y.toFixed(1)}H${frame.right}"/><text class="tick end" x="${frame.left - 6}" y="${(y + 4).toFixed(1)}">${label}</text>`;

/** What succeeded is filled from below, what failed from above; a second in which nothing was sent stays empty. */
export const availabilityPanel = (frame: Frame, picture: Picture, top: number): Markup => {
  const y = scaleLinear([0, 1], [top + availabilityHeight, top]);
  const runs = runsOf(availabilitySteps(picture, pointsMost(frame.width)));
  return html`
<g>${runs.map((run) => html`<path class="ok" d="${shape(frame, run, () => y(0), y)}"/><path class="lost" d="${shape(frame, run, () => y(1), y)}"/>`)}
${[0, 0.5, 1].map((at) => gridLine(frame, y(at), `${at * 100} %`))}</g>`;
};

export const offeredPanel = (frame: Frame, picture: Picture, top: number): Markup => {
  const steps = offeredSteps(picture, pointsMost(frame.width));
  const y = scaleLinear([0, Math.max(1, ...steps.map((step) => step.value))], [top + offeredHeight, top]).nice(2);
  return html`
<g>${runsOf(steps).map((run) => html`<path class="flood" d="${shape(frame, run, () => y(0), y)}"/>`)}
${[0, y.domain()[1] ?? 1].map((at) => gridLine(frame, y(at), count(at)))}</g>`;
};
