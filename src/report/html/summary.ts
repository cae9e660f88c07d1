/** Holds the top of the page: what must be known first, the outcome in words, and the facts of the run. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { banners } from '../banners.ts';
import { count, duration, moment } from '../format.ts';
import { outcomes } from '../words.ts';
import { html } from './markup.ts';
import type { Markup, Part } from './markup.ts';
import { prose } from './prose.ts';

export const bannerStrips = (card: Scorecard): Markup => {
  const strips = banners(card);
  return html`${strips.length > 0 && html`<ul class="banners" aria-label="Read this first">${strips.map((one) => html`<li class="${one.tone}"><strong>${one.title}</strong> <span>${one.text}</span></li>`)}</ul>`}`;
};

const fact = (name: string, value: Part): Markup => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const roles = (card: Scorecard): string =>
  Object.entries(card.responders).map(([role, by]) => `${role} (${by})`).join(', ') || 'none';

const planText = ({ plan }: Scorecard['scenario']): string => [plan.name, plan.version].filter((part) => part !== '').join(' ') || 'none named';

export const verdict = (card: Scorecard): Markup => {
  const { word, tone } = outcomes[card.outcome];
  return html`
<p class="kicker">gameday scorecard</p>
<h1>${card.scenario.title}</h1>
<div class="verdict ${tone}"><p class="outcome">${word}${card.rehearsal && html` <span class="aside">(rehearsal)</span>`}</p><p>${prose(card.headline)}</p></div>`;
};

export const facts = (card: Scorecard): Markup => html`
<dl class="facts">
${fact('Started', moment(card.startedAt))}
${fact('Lasted', duration(card.durationMs))}
${fact('World', `${card.world}${card.simulated && card.world !== 'simulated' ? ', simulated' : ''}`)}
${fact('Roles played by', roles(card))}
${fact('Plan tested', planText(card.scenario))}
${fact('Scenario', `${card.scenario.name}, version ${card.scenario.version}, seed ${card.seed}`)}
${fact('Owner', card.scenario.owner)}
${fact('Withstood', card.withstoodRps === null ? 'not seen' : `${count(card.withstoodRps)} requests/s with users within objective`)}
</dl>`;
