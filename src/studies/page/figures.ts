/** Holds the drawings of a study's page: shares as stacked bars, a metric's runs as a histogram, a field's influence as a bar, and pairs as dots. */
import { scaleLinear } from 'd3-scale';
import { html } from '../../report/html/markup.ts';
import type { Markup } from '../../report/html/markup.ts';

export interface Piece {
  readonly name: string;
  readonly share: number;
  readonly tone: string;
}

const barWidth = 420;

/** Shares of one whole, in their order; each says itself on hovering, and the table beside it says all. */
export function stacked(pieces: readonly Piece[]): Markup {
  let x = 0;
  const drawn = pieces.filter(({ share }) => share > 0).map(({ name, share, tone }) => {
    const width = share * barWidth;
    const part = html`<g class="${tone}"><rect x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="22"><title>${name}: ${(share * 100).toFixed(1)} %</title></rect>${width > 26 && html`<text x="${(x + width / 2).toFixed(1)}" y="15" text-anchor="middle">${name} ${Math.round(share * 100)} %</text>`}</g>`;
    x += width;
    return part;
  });
  return html`<svg class="stack" viewBox="0 0 ${barWidth} 22" role="img" aria-label="${pieces.map(({ name, share }) => `${name} ${Math.round(share * 100)} %`).join(', ')}">${drawn}</svg>`;
}

/** As wide as its column, so that its text is as large as the page's. */
const plot = { width: 240, height: 70, left: 4, right: 236 } as const;
const bins = 30;

/** How many runs fell into each of thirty parts of the range; lines mark the bounds that lie in it. */
export function histogram(values: readonly number[], bounds: readonly { readonly name: string; readonly n: number }[], text: (n: number) => string): Markup {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = scaleLinear([low, high === low ? low + 1 : high], [plot.left, plot.right]);
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const at = high === low ? 0 : Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const y = scaleLinear([0, Math.max(...counts)], [0, plot.height - 22]);
  const width = (plot.right - plot.left) / bins;
  return html`<svg class="hist" viewBox="0 0 ${plot.width} ${plot.height}" role="img" aria-label="${values.length} runs from ${text(low)} to ${text(high)}">
${counts.map((count, at) => count > 0 && html`<rect x="${(plot.left + at * width).toFixed(1)}" y="${(plot.height - 16 - y(count)).toFixed(1)}" width="${(width - 1).toFixed(1)}" height="${y(count).toFixed(1)}"><title>${count} runs</title></rect>`)}
${bounds.filter(({ n }) => n >= low && n <= high).map(({ name, n }) => html`<path d="M${x(n).toFixed(1)} 2V${plot.height - 16}"/><text class="bound" x="${(x(n) + 3).toFixed(1)}" y="11">${name}</text>`)}
<text x="${plot.left}" y="${plot.height - 3}">${text(low)}</text><text x="${plot.right}" y="${plot.height - 3}" text-anchor="end">${text(high)}</text></svg>`;
}

/** A rank correlation, from -1 at the left to 1 at the right. */
export const influenceBar = (rho: number): Markup => {
  const x = scaleLinear([-1, 1], [0, 200]);
  return html`<svg class="rho" viewBox="0 0 200 14" role="img" aria-label="rank correlation ${rho.toFixed(2)}"><path d="M100 0V14"/><rect x="${Math.min(100, x(rho)).toFixed(1)}" y="2" width="${Math.abs(x(rho) - 100).toFixed(1)}" height="10"/></svg>`;
};

const dotsMost = 600;

/** Each run a dot: a field's value against what was measured. */
export function scatter(pairs: readonly (readonly [number, number])[], xText: (n: number) => string, yText: (n: number) => string): Markup {
  const every = Math.ceil(pairs.length / dotsMost);
  const shown = pairs.filter((_, at) => at % every === 0);
  const range = (at: 0 | 1): [number, number] => {
    const values = pairs.map((pair) => pair[at]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [low, high === low ? low + 1 : high];
  };
  const x = scaleLinear(range(0), [6, 414]);
  const y = scaleLinear(range(1), [168, 8]);
  const [[xLow, xHigh], [yLow, yHigh]] = [range(0), range(1)];
  return html`<svg class="dots" viewBox="0 0 420 190" role="img" aria-label="${pairs.length} runs; across: ${xText(xLow)} to ${xText(xHigh)}, up: ${yText(yLow)} to ${yText(yHigh)}">
<path d="M4 4V172H416"/>${shown.map(([a, b]) => html`<circle cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="2.2"/>`)}
<text x="8" y="12">${yText(yHigh)}</text><text x="8" y="166">${yText(yLow)}</text><text x="4" y="186">${xText(xLow)}</text><text x="416" y="186" text-anchor="end">${xText(xHigh)}</text></svg>`;
}
