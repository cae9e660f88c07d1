/** Holds how a sentence is set: a number stays on one line with its unit. */
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

const withUnit = /(\d[\d.,]* (?:%|ms|s|min|h|d)(?![\p{L}\d]))/u;

export const prose = (sentence: string): Markup => html`${sentence.split(withUnit).map((piece, at) => (at % 2 === 1 ? html`<span class="nb">${piece}</span>` : piece))}`;
