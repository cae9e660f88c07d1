/** Holds what a manager needs beside the verdict: the objectives, and who has to do what by when. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { verdictText } from '../finding-words.ts';
import { clip } from '../inert.ts';
import { badge, chip } from './badge.ts';
import { severities } from './findings.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { prose } from './prose.ts';
import { table } from './table.ts';

/** The whole text is in the engineer's view. */
const textMost = 300;

export const aimsSection = (card: Scorecard): Markup => html`
<section id="aims"><h2>What was aimed at</h2>
${card.objectives.length === 0
  ? html`<p>The scenario declares no objectives.</p>`
  : table('Objectives and how they were met', ['Objective', 'Actual', 'Rating'], card.objectives.map((one) => ({ cells: [one.text, prose(one.actual), html`${badge(one.rating)}${one.rating === null && html`<small>${one.whyNotRated ?? 'no reason was given'}</small>`}`] })))}
</section>`;

export const workSection = (card: Scorecard): Markup => html`
<section id="work"><h2>What has to be done</h2>
${card.findings.length === 0
  ? html`<p>Nothing was found.</p>`
  : table('Findings, worst first', ['Finding', 'Severity', 'Owner', 'Due'], card.findings.map((one) => ({ cells: [html`${clip(one.text, textMost)}${verdictText(one) !== '' && html`<small>${verdictText(one)}</small>`}`, chip(severities[one.severity], one.severity), one.owner, html`<span class="nb">${one.due}</span>`] })), 'work')}
</section>`;
