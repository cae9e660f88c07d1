/** Holds the timeline picture: one SVG, drawn by hand for a given width. */
import type { Scorecard } from '../../../judge/scorecard.ts';
import { offset } from '../../format.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { describe } from './describe.ts';
import { frameFor, timeTicks } from './frame.ts';
import { glyph } from './glyph.ts';
import { drawLanes, lanesOf, shades } from './lanes.ts';
import { availabilityHeight, availabilityPanel, offeredHeight, offeredPanel } from './panels.ts';
import { placeLabels } from './place-labels.ts';

const titleHeight = 24;
const axisHeight = 40;

/** `kind` makes the ids of title and description unique, since a page holds a wide and a narrow picture. */
export const timelineSvg = (card: Scorecard, width: number, kind: string): Markup => {
  const { picture } = card;
  const frame = frameFor(width, picture.endMs);
  const labels = placeLabels(frame, picture.marks);
  const named = new Set(labels.map((label) => label.mark));
  const rowHeight = frame.font + 7;
  const labelsBottom = 4 + rowHeight * Math.max(0, ...labels.map((label) => label.row + 1));
  const plotTop = labelsBottom + titleHeight;
  const plotBottom = plotTop + availabilityHeight;
  const flooded = picture.offered.some((point) => point.rps > 0);
  const floodTop = plotBottom + titleHeight;
  const plotsBottom = flooded ? floodTop + offeredHeight : plotBottom;
  const { lanes, bottom } = lanesOf(frame, picture.bars, plotsBottom + 12);
  const rowY = (row: number): number => labelsBottom - rowHeight * (row + 0.5);
  return html`<svg class="timeline ${kind}" viewBox="0 0 ${width} ${bottom + axisHeight}" role="img" aria-labelledby="${kind}-title ${kind}-desc" style="font-size:${frame.font}px">
<title id="${kind}-title">Timeline of the drill</title>
<desc id="${kind}-desc">${describe(card)}</desc>
<defs><pattern id="${kind}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>
${availabilityPanel(frame, picture, plotTop)}
${flooded && offeredPanel(frame, picture, floodTop)}
${shades(frame, picture.bars, plotTop, bottom)}
${picture.bars.filter((bar) => bar.what === 'hold').map((bar) => html`<rect fill="url(#${kind}-hatch)" x="${frame.x(bar.fromMs).toFixed(1)}" y="${plotTop}" width="${(frame.x(bar.toMs) - frame.x(bar.fromMs)).toFixed(1)}" height="${plotsBottom - plotTop}"/>`)}
${labels.map(({ mark, x, row }) => html`<path class="leader l-${mark.what}" d="M${x.toFixed(1)} ${rowY(row).toFixed(1)}V${plotBottom}"/>`)}
<text class="panel" x="${frame.left}" y="${plotTop - 8}">Legitimate requests that succeeded, %</text>
${flooded && html`<text class="panel" x="${frame.left}" y="${floodTop - 7}">Flood offered, requests/s</text>`}
${drawLanes(frame, lanes)}
${labels.map(({ mark, x, row, text, textFrom }) => html`<g class="mark">${glyph(mark.what, x, rowY(row))}<text class="label" x="${textFrom.toFixed(1)}" y="${(rowY(row) + 4).toFixed(1)}">${text}</text></g>`)}
${picture.marks.filter((mark) => !named.has(mark)).map((mark) => glyph(mark.what, frame.x(mark.atMs), plotTop))}
<path class="axis" d="M${frame.left} ${bottom + 2}H${frame.right}"/>
${timeTicks(frame).map((at) => html`<path class="axis" d="M${frame.x(at).toFixed(1)} ${bottom + 2}v5"/><text class="tick ${frame.right - frame.x(at) < 12 ? 'end' : 'mid'}" x="${(frame.right - frame.x(at) < 12 ? frame.width : frame.x(at)).toFixed(1)}" y="${bottom + 19}">${offset(at)}</text>`)}
<text class="tick mid" x="${((frame.left + frame.right) / 2).toFixed(1)}" y="${bottom + 35}">Time since the start, ${picture.endMs < 3_600_000 ? 'min:s' : 'h:min:s'}</text>
</svg>`;
};
