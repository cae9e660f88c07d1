/** Holds the small coloured mark of a rating: a letter for the eye, its words for everybody. */
import type { Rating } from '../../judge/rate.ts';
import { ratingWord, toneOf } from '../words.ts';
import type { Tone } from '../words.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

export const chip = (tone: Tone, text: string): Markup => html`<span class="chip ${tone}">${text}</span>`;

export const badge = (rating: Rating | null): Markup =>
  rating === null ? chip('none', 'not rated') : html`<span class="chip ${toneOf(rating)}" title="${ratingWord(rating)}">${rating}<span class="hidden">: ${ratingWord(rating)}</span></span>`;
