/** Holds a study as one self-contained page: how likely each outcome is, how each measure is spread, and which field moves what. */
import { ratings, capabilities as capabilityNames, toneOf } from '../../report/words.ts';
import { duration, count, share } from '../../report/format.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import { table } from '../../report/html/table.ts';
import type { Rating } from '../../judge/scorecard.ts';
import type { Level } from '../distribution.ts';
import type { RunResult } from '../study.ts';
import type { Influence, MetricSummary, Share, StudySummary } from '../summary.ts';
import { orderedLevel } from '../summary.ts';
import { histogram, influenceBar, scatter, stacked } from './figures.ts';
import { shell } from './shell.ts';

const own = `
.stack,.hist,.rho,.dots{display:block;width:100%;max-width:420px;height:auto;font-size:11px}.rho{max-width:200px}
.metrics .stack,.metrics .hist{min-width:210px}.stack rect{fill:var(--none)}.stack text{fill:var(--none-ink)}
${['good', 'fair', 'poor', 'bad'].map((tone) => `.stack .${tone} rect{fill:var(--${tone})}.stack .${tone} text{fill:var(--${tone}-ink)}`).join('')}
.hist rect,.rho rect{fill:var(--ok)}.hist path,.rho path,.dots path{stroke:var(--soft);fill:none}.hist text,.dots text{fill:var(--soft)}.dots circle{fill:var(--link);opacity:.45}`;

const written: Readonly<Record<string, (n: number) => string>> = { ms: duration, share: (n) => share(n), count, rps: (n) => `${count(n)} requests/s` };
const textOf = (unit: string) => written[unit] ?? count;

const ratingOrder = ['P', 'S', 'M', 'U', 'none'] as const;
const ratingPieces = (shares: Readonly<Partial<Record<Rating | 'none', Share>>>) => ratingOrder.map((name) => ({ name: name === 'none' ? 'not rated' : name, share: shares[name]?.share ?? 0, tone: name === 'none' ? 'none' : toneOf(name) }));
const outcomeTone = (name: string) => (name in ratings ? toneOf(name as Rating) : 'none');
const interval = ({ share: p, low, high, count: n }: Share) => `${share(p)} (${n}; 95 % interval ${share(low)} to ${share(high)})`;

const varied = ({ plan }: StudySummary): Markup => html`<section><h2>What was varied</h2>${plan.vary.length === 0 ? html`<p>Nothing but the seed.</p>` : table('Each run took a value of each', ['Field', 'Values'], plan.vary.map(({ path, values }) => ({ cells: [html`<code>${path}</code>`, values] })))}</section>`;

const outcomesOf = (summary: StudySummary): Markup => html`<section><h2>How it ended</h2>${stacked(Object.entries(summary.outcomes).map(([name, one]) => ({ name, share: one.share, tone: outcomeTone(name) })))}
${table('Outcomes', ['Outcome', 'Share of runs'], Object.entries(summary.outcomes).map(([name, one]) => ({ cells: [name in ratings ? `${name}: ${ratings[name as Rating].word}` : name, interval(one)] })))}
${Object.keys(summary.doubts).length > 0 && table('Why there was no verdict', ['What kept it back', 'Runs'], Object.entries(summary.doubts).map(([title, n]) => ({ cells: [title, count(n)] })))}
${table('Capabilities', ['Capability', 'Ratings'], Object.entries(summary.capabilities).map(([name, shares]) => ({ cells: [capabilityNames[name as keyof typeof capabilityNames], stacked(ratingPieces(shares))] })))}</section>`;

function metricRow(results: readonly RunResult[], metric: MetricSummary) {
  const text = textOf(metric.unit);
  const values = results.flatMap(({ metrics }) => { const one = metrics[metric.id]; return one?.is === 'value' && one.n !== undefined ? [one.n] : []; });
  const { quantiles } = metric;
  const rest = [metric.atLeast > 0 && `${count(metric.atLeast)} runs ended before it happened`, metric.unmeasured > 0 && `not measured in ${count(metric.unmeasured)}`].filter((part) => part !== false).join('; ');
  return {
    cells: [
      html`${metric.title}${metric.critical && html` <span class="critical">critical</span>`}`,
      quantiles === undefined ? '–' : html`${text(quantiles.p50)}<small>5 to 95 %: ${text(quantiles.p5)} to ${text(quantiles.p95)}</small>`,
      html`${values.length > 0 && histogram(values, [], text)}${rest !== '' && html`<small>${rest}</small>`}`,
      stacked(ratingPieces(metric.ratings)),
    ],
  };
}

const influence = (summary: StudySummary) => (one: Influence) => ({
  cells: [html`<code>${one.path}</code>`, summary.metrics.find(({ id }) => id === one.metric)?.title ?? one.metric, influenceBar(one.rho), one.rho.toFixed(2), count(one.n)],
});

const levelText = (values: readonly (Level | undefined)[]): ((n: number) => string) => (values.some((value) => typeof value === 'string' && value.endsWith('ms')) ? duration : count);

function dots(summary: StudySummary, results: readonly RunResult[], { path, metric }: Influence): Markup {
  const at = summary.plan.vary.findIndex((one) => one.path === path);
  const about = summary.metrics.find(({ id }) => id === metric);
  const pairs = results.flatMap((result) => {
    const [x, y] = [orderedLevel(result.values[at]), result.metrics[metric]?.n];
    return x === undefined || y === undefined ? [] : [[x, y] as const];
  });
  return html`<figure><figcaption><code>${path}</code> against ${about?.title ?? metric}</figcaption>${scatter(pairs, levelText(results.slice(0, 1).map(({ values }) => values[at])), textOf(about?.unit ?? ''))}</figure>`;
}

const strong = 0.3;
const dotsMost = 4;

export function studyPage(summary: StudySummary, results: readonly RunResult[]): string {
  const { plan } = summary;
  const strongest = summary.influences.filter(({ rho }) => Math.abs(rho) >= strong).slice(0, dotsMost);
  return shell({
    kind: 'study',
    title: plan.scenario.title,
    about: html`${count(summary.done)} of ${count(plan.runs)} runs of ${plan.scenario.name} ${plan.scenario.version}, design ${plan.design}, seed ${plan.seed}.`,
    own,
    main: html`${varied(summary)}
${outcomesOf(summary)}
<section class="wide"><h2>Measures</h2>${table('Over all runs in which it was measured', ['Measure', 'Median', 'Spread', 'Ratings'], summary.metrics.map((metric) => metricRow(results, metric)), 'metrics')}</section>
<section><h2>What moves what</h2><p class="note">Spearman's rank correlation: 1 where a larger value always went with a larger measure, −1 where with a smaller one, 0 where the one says nothing of the other. It is no proof of cause, but here nothing else differed than the fields and the seed.</p>
${summary.influences.length === 0 ? html`<p>Nothing with an order was varied, or there were too few runs.</p>` : table('Strongest first', ['Field', 'Measure', '', 'Correlation', 'Runs'], summary.influences.slice(0, 20).map(influence(summary)))}
${strongest.map((one) => dots(summary, results, one))}</section>`,
    footer: html`Written by gameday ${plan.gameday}. The runs are in runs.ndjson and runs.csv beside this page; one of them alone: <code>gameday run SCENARIO --world simulated --seed N</code> with its values.`,
  });
}
