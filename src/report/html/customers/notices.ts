/** Holds the notices as they were read, with what was found in them, and what became of calls and cases. */
import type { Scorecard } from '../../../judge/scorecard.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { aimText, measuredText, offset } from '../../format.ts';
import { sentenceCase, whyUnrated } from '../../words.ts';
import { badge } from '../badge.ts';
import type { Links } from '../evidence-links.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { prose } from '../prose.ts';
import { table } from '../table.ts';

export const noticeSection = (card: Scorecard, links: Links): Markup => {
  const texts = new Map(card.findings.map(({ id, text }) => [id, text]));
  const notices = card.story.claims.filter(({ is }) => is === 'notice');
  return html`
<section id="notices"><h2>Notices as they were read</h2>
${notices.length === 0
  ? html`<p>No notice went out.</p>`
  : table(
      'Each notice, and what was found in it',
      ['Sent', 'By', 'Reached somebody', 'Text and findings', 'Evidence'],
      notices.map(({ atMs, by, provedMs, text, findings, seq }) => ({
        cells: [offset(atMs), channelName(by), provedMs === undefined ? 'not proved' : offset(provedMs), html`“${text}”${findings.length === 0 ? html`<small>Nothing was found in it.</small>` : html`<ul class="found">${findings.map((id) => html`<li>${texts.get(id) ?? id}</li>`)}</ul>`}`, links([seq])],
      })),
      'notices',
    )}
</section>`;
};

/** Measures of what became of whoever asked. */
const asked = ['noticed-first', 'calls-answered', 'cases-acknowledged', 'cases-kept'];

export const askedSection = (card: Scorecard, links: Links): Markup => {
  const metrics = card.capabilities.flatMap((one) => one.metrics).filter(({ id }) => asked.includes(id));
  const answers = card.findings.filter(({ id }) => id.startsWith('answer/'));
  return html`
<section id="asked"><h2>Calls and cases</h2>
${metrics.length === 0
  ? html`<p>Nothing was measured of those who asked.</p>`
  : table('What became of those who asked', ['Measure', 'Measured', 'Aim', 'Rating', 'In words'], metrics.map((metric) => ({ cells: [metric.title, measuredText(metric), prose(aimText(metric) ?? '–'), badge(metric.rating), sentenceCase(whyUnrated(metric) ?? metric.sentence)] })))}
${answers.length > 0 && html`<h3>Answers that led nowhere</h3><ul class="found">${answers.map((one) => html`<li>${one.text} ${links(one.evidence)}</li>`)}</ul>`}
</section>`;
};
