/** Holds the lanes under the plots: what was injected, where traffic went, when the drill was held. */
import type { Picture } from '../../../judge/scorecard.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { Frame } from './frame.ts';
import { packBars } from './pack-bars.ts';
import type { Bar, PackedBar } from './pack-bars.ts';

const laneHeight = 22;
const groupGap = 6;

const groups: readonly { readonly what: Bar['what']; readonly name: string }[] = [
  { what: 'fault', name: 'Faults' },
  { what: 'control', name: 'Control' },
  { what: 'decoy', name: 'Decoy' },
  { what: 'diverted', name: 'Diverted' },
  { what: 'hold', name: 'Held' },
];

export interface Lane {
  readonly name: string;
  readonly y: number;
  readonly bars: readonly PackedBar[];
}

/** Every group with something in it, each lane with its place below `top`. */
export const lanesOf = (frame: Frame, bars: Picture['bars'], top: number): { readonly lanes: readonly Lane[]; readonly bottom: number } => {
  const lanes: Lane[] = [];
  let y = top;
  for (const { what, name } of groups) {
    const packed = packBars(frame, bars.filter((bar) => bar.what === what));
    const depth = Math.max(0, ...packed.map((bar) => bar.lane + 1));
    for (let lane = 0; lane < depth; lane += 1) {
      lanes.push({ name: lane === 0 ? name : '', y, bars: packed.filter((bar) => bar.lane === lane) });
      y += laneHeight;
    }
    if (depth > 0) y += groupGap;
  }
  return { lanes, bottom: y };
};

export const drawLanes = (frame: Frame, lanes: readonly Lane[]): Markup => html`
<g>${lanes.map(
  (lane) => html`<text class="tick end" x="${frame.left - 6}" y="${lane.y + 14}">${lane.name}</text>${lane.bars.map(
    ({ bar, from, to, text, textFrom }) =>
      html`<rect class="bar ${bar.what}" x="${from.toFixed(1)}" y="${lane.y + 1}" width="${(to - from).toFixed(1)}" height="${laneHeight - 4}" rx="3"/><text class="label${textFrom > from && textFrom < to ? ' inside' : ''}" x="${textFrom.toFixed(1)}" y="${lane.y + 14}">${text}</text>`,
  )}`,
)}</g>`;

/** Shades the plots where a control run, a decoy, a hold or a diversion was on, down to the lanes. */
export const shades = (frame: Frame, bars: Picture['bars'], top: number, bottom: number): Markup => html`
<g>${bars
  .filter((bar) => bar.what !== 'fault')
  .map((bar) => html`<rect class="shade ${bar.what}" x="${frame.x(bar.fromMs).toFixed(1)}" y="${top}" width="${Math.max(1, frame.x(bar.toMs) - frame.x(bar.fromMs)).toFixed(1)}" height="${bottom - top}"/>`)}</g>`;
