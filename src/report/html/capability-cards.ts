/** Holds the three cards that a manager reads: rating, score and one sentence for each capability. */
import type { CapabilityResult, Scorecard } from '../../judge/scorecard.ts';
import { capabilities, ratingWord, sentenceCase, toneOf } from '../words.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { prose } from './prose.ts';

const scoreBar = (score: number): Markup => html`<p class="score"><span class="meter" aria-hidden="true"><span style="width:${Math.max(0, Math.min(100, score)).toFixed(0)}%"></span></span><span><b>${Math.round(score)}</b> of 100</span></p>`;

/** A rating in a drill that proves nothing is shown for what it is worth: without its colour, and said not to count. */
const counts = ({ outcome }: Scorecard): boolean => outcome !== 'inconclusive';

const word = (one: CapabilityResult, counted: boolean): string => {
  if (!one.inScope) return 'Out of scope';
  return `${sentenceCase(ratingWord(one.rating))}${one.rating !== null && !counted ? ' (does not count)' : ''}`;
};

const card = (counted: boolean) => (one: CapabilityResult): Markup => html`
<li class="card ${one.inScope && counted ? toneOf(one.rating) : 'none'}">
<h3>${capabilities[one.capability]}</h3>
<p class="rating"><span class="letter" aria-hidden="true">${one.rating ?? '–'}</span>${word(one, counted)}</p>
<p class="sentence">${prose(one.sentence)}</p>
${one.score !== null && scoreBar(one.score)}
</li>`;

export const capabilityCards = (scorecard: Scorecard): Markup => html`
<section id="capabilities" aria-labelledby="capabilities-title"><h2 id="capabilities-title" class="hidden">The three capabilities</h2>
<ul class="cards">${scorecard.capabilities.map(card(counts(scorecard)))}</ul></section>`;
