/** Holds the plot of the coverage: a small step curve for each series, one below the other, so that none covers another. */
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { inert } from '../../inert.ts';
import { offset, share } from '../../format.ts';
import { html, Markup } from '../markup.ts';
import { frameFor, timeTicks } from '../timeline/frame.ts';
import type { Frame } from '../timeline/frame.ts';
import { shortPath } from '../timeline/short-path.ts';
import { fitText } from '../timeline/text-width.ts';
import type { Aim, Group, Series } from './coverage-series.ts';

/** One drawing for all: it fills a phone, and leaves room for the table beside it on a screen. */
const width = 360;
const headHeight = 26;
const plotHeight = 28;
const rowHeight = plotHeight + 24;

const shape = (frame: Frame, series: Series, y: (share: number) => number, endMs: number): Markup => {
  const points = [{ atMs: 0, share: 0 }, ...series.points];
  const corners = [...points, { atMs: endMs, share: points.at(-1)?.share ?? 0 }];
  const draw = area<(typeof corners)[number]>().x(({ atMs }) => frame.x(atMs)).y0(y(0)).y1((point) => y(point.share)).curve(curveStepAfter).digits(1);
  return new Markup(shortPath(draw(corners) ?? ''));
};

const row = (frame: Frame, series: Series, aim: Aim, top: number, endMs: number): Markup => {
  const y = scaleLinear([0, 1], [top + 18 + plotHeight, top + 18]);
  const told = share(series.points.at(-1)?.share ?? 0);
  const aimed = y(aim.share).toFixed(1);
  return html`
<text class="label" x="${frame.left}" y="${top + 13}">${fitText(inert(series.name), frame.font, frame.right - frame.left - 60)}</text><text class="tick end" x="${frame.right}" y="${top + 13}">${told}</text>
<path class="ok" d="${shape(frame, series, y, endMs)}"/><path class="axis" d="M${frame.left} ${y(0)}H${frame.right}"/><path class="aim" d="M${frame.left} ${aimed}H${frame.right}${aim.atMs !== null && aim.atMs <= endMs && `M${frame.x(aim.atMs).toFixed(1)} ${y(0)}V${y(1)}`}"/>`;
};

export const coverageSvg = (groups: readonly Group[], aim: Aim, endMs: number, words: string): Markup => {
  const frame = frameFor(width, endMs, 8);
  let top = 0;
  const drawn = groups.map(({ name, series }) => {
    const head = html`<text class="panel" x="${frame.left}" y="${top + 18}">${name}</text>`;
    top += headHeight;
    const rows = series.map((one, at) => row(frame, one, aim, top + at * rowHeight, endMs));
    top += series.length * rowHeight;
    return html`<g>${head}${rows}</g>`;
  });
  return html`<svg class="timeline curves" viewBox="0 0 ${width} ${top + 44}" role="img" aria-labelledby="coverage-drawn coverage-words" style="font-size:${frame.font}px">
<title id="coverage-drawn">Coverage over time</title><desc id="coverage-words">${words}</desc>
${drawn}
${timeTicks(frame).map((at) => html`<path class="axis" d="M${frame.x(at).toFixed(1)} ${top + 4}v5"/><text class="tick ${at === 0 ? 'start' : frame.right - frame.x(at) < 16 ? 'end' : 'mid'}" x="${(frame.right - frame.x(at) < 16 ? frame.width : frame.x(at)).toFixed(1)}" y="${top + 21}">${offset(at)}</text>`)}
<text class="tick mid" x="${width / 2}" y="${top + 38}">Time since the start</text>
</svg>`;
};
