/** Holds the shape of each kind of mark: told apart without colour, too. */
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { Mark } from './place-labels.ts';

const shapes: Readonly<Record<Mark['what'], string>> = {
  alert: 'M0-5 5 4H-5Z',
  milestone: 'M0-5 5 0 0 5-5 0Z',
  notice: 'M-4.5-4.5H4.5V4.5H-4.5Z',
  note: 'M-3-3H3V3H-3Z',
  cluster: 'M0-4.5A4.5 4.5 0 1 1-.01-4.5Z',
  abort: 'M-4-4 4 4M4-4-4 4',
};

export const markNames: Readonly<Record<Mark['what'], string>> = { alert: 'Alert', milestone: 'Milestone', notice: 'Notice to customers', note: 'Note', cluster: 'What the cluster did by itself', abort: 'Abort' };

export const glyph = (what: Mark['what'], x: number, y: number): Markup => html`<path class="g-${what}" d="${shapes[what]}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"/>`;
