/** Holds findings, objectives and validity checks: what to do, what was aimed at, and whether the drill proves anything. */
import type { Finding, Scorecard } from '../../judge/scorecard.ts';
import { checks, sentenceCase } from '../words.ts';
import type { Tone } from '../words.ts';
import { duty, rulingText, verdictText } from '../finding-words.ts';
import { badge, chip } from './badge.ts';
import type { Links } from './evidence-links.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { prose } from './prose.ts';
import { table } from './table.ts';

export const severities: Readonly<Record<Finding['severity'], Tone>> = { critical: 'bad', high: 'poor', medium: 'fair', low: 'none' };

export const findingList = (card: Scorecard, links: Links): Markup => html`
<section id="findings"><h2>Findings</h2>
${card.findings.length === 0
  ? html`<p>The judge found nothing to note beyond the ratings.</p>`
  : html`<ol class="findings">${card.findings.map((one) => html`<li>${chip(severities[one.severity], one.severity)}<span>${one.text} ${links(one.evidence)}<small>${one.id} · ${duty(one)}${verdictText(one) !== '' && html` · <b>${verdictText(one)}</b>`}</small></span></li>`)}</ol>`}
${card.rulings.length > 0 && html`<h3>Rulings</h3>
<p class="note">What a person decided about a finding, over what rules and measures say. The last one on a finding counts.</p>
<ol class="rulings">${card.rulings.map((one) => html`<li>${one.finding}: ${rulingText(one)} ${links([one.seq])}</li>`)}</ol>`}
</section>`;

export const objectiveTable = (card: Scorecard): Markup => html`
<section id="objectives"><h2>Objectives</h2>
${card.objectives.length === 0
  ? html`<p>The scenario declares none.</p>`
  : table(
      'Each objective: target and actual',
      ['Objective', 'Target', 'Actual', 'Rating'],
      card.objectives.map((one) => ({ cells: [html`${one.text}<small>${one.id}, measured by ${one.metric}</small>`, prose(one.target), prose(one.actual), html`${badge(one.rating)}${one.rating === null && html`<small>${one.whyNotRated ?? 'no reason was given'}</small>`}`] })),
      'objectives',
    )}
</section>`;

export const validityTable = (card: Scorecard, links: Links): Markup => html`
<section id="validity"><h2>Does the drill prove anything?</h2>
<p class="note">A check that failed, or that nobody could make, leaves the drill inconclusive.</p>
${card.validity.length === 0
  ? html`<p>No check was made.</p>`
  : table(
      'Validity checks',
      ['Check', 'Result', 'What was seen', 'Evidence'],
      card.validity.map((check) => ({ cells: [check.title, chip(checks[check.is].tone, sentenceCase(checks[check.is].word)), check.saw, links(check.evidence)] })),
    )}
</section>`;
