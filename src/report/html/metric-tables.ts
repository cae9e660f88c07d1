/** Holds the metric tables, one for each capability and one for the impact: value, aim, bounds with their basis, rating, source, evidence. */
import type { MetricResult, Scorecard } from '../../judge/scorecard.ts';
import { aimText, bound, measuredText } from '../format.ts';
import { capabilities, sourceText, whyUnrated } from '../words.ts';
import { badge, chip } from './badge.ts';
import type { Links } from './evidence-links.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { prose } from './prose.ts';
import { table } from './table.ts';
import type { Row } from './table.ts';

const quiet = (text: string): Markup => html`<span class="quiet">${text}</span>`;

const boundsText = (metric: MetricResult): Markup => {
  if (metric.bounds === undefined) return quiet('shown only');
  const sign = metric.unit === 'share' ? '≥' : '≤';
  const { p, s, m } = metric.bounds;
  return html`<span class="bounds">${([['P', p], ['S', s], ['M', m]] as const).map(([letter, n]) => html`<span><b>${letter}</b> ${sign} ${bound(metric.unit, n)}</span> `)}</span>`;
};

const rated = (metric: MetricResult): Markup => {
  if (metric.rating !== null) return badge(metric.rating);
  if (metric.measured.is === 'unmeasured' || metric.measured.is === 'not exercised') return chip('none', 'none');
  return whyUnrated(metric) === undefined ? quiet('never rated') : badge(null);
};

const value = (metric: MetricResult): Markup =>
  metric.measured.is === 'value' || metric.measured.is === 'atLeast' ? html`<b class="value">${prose(measuredText(metric))}</b>` : quiet(measuredText(metric));

const evidence = (metric: MetricResult, links: Links): Markup => (metric.measured.is === 'value' || metric.measured.is === 'atLeast' ? links(metric.measured.evidence) : links([]));

const row = (links: Links) => (metric: MetricResult): Row => ({
  cells: [
    html`${metric.title}${metric.critical && html` <span class="critical" title="Decides the capability's rating">critical</span>`}<small>Basis: ${metric.basis}</small>`,
    value(metric),
    prose(aimText(metric) ?? '–'),
    boundsText(metric),
    rated(metric),
    metric.source === undefined ? quiet(sourceText(metric)) : sourceText(metric),
    evidence(metric, links),
  ],
});

const heads = ['Measure', 'Measured', 'Aim', 'Bounds', 'Rating', 'Source', 'Evidence'];

export const metricTables = (card: Scorecard, links: Links): Markup => html`
<section id="metrics" class="wide"><h2>Measures</h2>
<p class="note">P is the aim, M the last bound; worse than M is U. A critical measure decides its capability's rating.${card.compression !== 1 && html` Bounds that scale with time are already divided by ${card.compression}, the time compression.`}</p>
${card.capabilities
  .filter((one) => one.metrics.length > 0)
  .map((one) => html`<h3>${capabilities[one.capability]}</h3>${table(`${capabilities[one.capability]}: what was measured, and against what`, heads, one.metrics.map(row(links)), 'metrics')}`)}
</section>`;

export const impactTable = (card: Scorecard, links: Links): Markup => html`
<section id="impact"><h2>${capabilities.impact}</h2>
${card.impact.length === 0
  ? html`<p>Nothing was measured.</p>`
  : table(
      'What users felt; shown, never rated',
      ['Measure', 'Measured', 'In words', 'Evidence'],
      card.impact.map((metric) => ({ cells: [metric.title, value(metric), whyUnrated(metric) ?? metric.sentence, evidence(metric, links)] })),
    )}
</section>`;
