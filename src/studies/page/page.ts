/** Holds a study as one self-contained page: how likely each outcome is, how each measure is spread, and which field moves what. */
import { ratings, capabilities as capabilityNames, toneOf } from '../../report/words.ts';
import { count, duration, many, share, written } from '../../report/format.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import { table } from '../../report/html/table.ts';
import type { Rating } from '../../judge/rate.ts';
import type { DesignName } from '../design.ts';
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

const ratingOrder = ['P', 'S', 'M', 'U', 'none'] as const;
const ratingPieces = (shares: Readonly<Partial<Record<Rating | 'none', Share>>>) => ratingOrder.map((name) => ({ name: name === 'none' ? 'not rated' : name, share: shares[name]?.share ?? 0, tone: name === 'none' ? 'none' : toneOf(name) }));
const outcomeTone = (name: string) => (name in ratings ? toneOf(name as Rating) : 'none');
const interval = ({ share: p, low, high, count: n }: Share) => `${share(p)} (${n}; 95 % interval ${share(low)} to ${share(high)})`;

const varied = ({ plan }: StudySummary): Markup => html`<section><h2>What was varied</h2>${plan.vary.length === 0 ? html`<p>Nothing but the seed.</p>` : table('Each run took a value of each', ['Field', 'Values'], plan.vary.map(({ path, values }) => ({ cells: [html`<code>${path}</code>`, values] })))}</section>`;

const outcomesOf = (summary: StudySummary): Markup => html`<section><h2>How it ended</h2>${stacked(Object.entries(summary.outcomes).map(([name, one]) => ({ name, share: one.share, tone: outcomeTone(name) })))}
${table('Outcomes', ['Outcome', 'Share of runs'], Object.entries(summary.outcomes).map(([name, one]) => ({ cells: [name in ratings ? `${name}: ${ratings[name as Rating].word}` : name, interval(one)] })))}
${Object.keys(summary.doubts).length > 0 && table('Why there was no verdict: a run may have several reasons', ['What kept it back', 'Runs', 'What one of them saw'], Object.entries(summary.doubts).map(([what, { runs, example }]) => ({ cells: [what, count(runs), example] })))}
${table('Capabilities', ['Capability', 'Ratings'], Object.entries(summary.capabilities).map(([name, shares]) => ({ cells: [capabilityNames[name as keyof typeof capabilityNames], stacked(ratingPieces(shares))] })))}</section>`;

const designWords = { lhs: 'values spread by a Latin hypercube', random: 'values drawn independently', grid: 'every combination of values in turn' } as const satisfies Record<DesignName, string>;
const strong = 0.3;
const dotsMost = 4;
const influencesMost = 20;

function metricRow(results: readonly RunResult[], metric: MetricSummary) {
  const text = written[metric.unit];
  const values = results.flatMap(({ metrics }) => { const one = metrics[metric.id]; return one?.is === 'value' && one.n !== undefined ? [one.n] : []; });
  const { quantiles } = metric;
  const isOne = values.every((value) => value === values[0]);
  const isRated = Object.keys(metric.ratings).some((rating) => rating !== 'none');
  const rest = [metric.atLeast > 0 && `${many(metric.atLeast, 'run')} ended before it happened`, metric.unmeasured > 0 && `not measured in ${count(metric.unmeasured)}`].filter((part) => part !== false).join('; ');
  return {
    cells: [
      html`${metric.title}${metric.critical && html` <span class="critical">critical</span>`}`,
      quantiles === undefined ? '–' : html`${text(quantiles.p50)}<small>${isOne ? 'each time' : `5 to 95 %: ${text(quantiles.p5)} to ${text(quantiles.p95)}`}</small>`,
      html`${values.length > 0 && !isOne && histogram(values, [], text)}${rest !== '' && html`<small>${rest}</small>`}`,
      isRated ? stacked(ratingPieces(metric.ratings)) : html`<small>shown, not rated</small>`,
    ],
  };
}

/** What was never seen is one sentence, so that it hides nothing that was. */
function measuresOf(summary: StudySummary, results: readonly RunResult[]): Markup {
  const never = summary.metrics.filter(({ measured, atLeast }) => measured + atLeast === 0);
  const seen = summary.metrics.filter((metric) => !never.includes(metric));
  return html`<section class="wide"><h2>Measures</h2>${table('Over all runs in which it was measured', ['Measure', 'Median', 'Spread', 'Ratings'], seen.map((metric) => metricRow(results, metric)), 'metrics')}${never.length > 0 && html`<p class="note">Measured in no run: ${never.map(({ title }) => title).join('; ')}.</p>`}</section>`;
}

const titleOf = (summary: StudySummary, metric: string): string =>
  metric === 'outcome' ? 'Rating of the drill' : metric in capabilityNames ? `Rating of ${capabilityNames[metric as keyof typeof capabilityNames].toLowerCase()}` : (summary.metrics.find(({ id }) => id === metric)?.title ?? metric);

const isRating = ({ metric }: Influence): boolean => metric === 'outcome' || metric in capabilityNames;

const influence = (summary: StudySummary) => (one: Influence) => ({
  cells: [html`<code>${one.path}</code>`, titleOf(summary, one.metric), influenceBar(one.rho), one.rho.toFixed(2), count(one.n)],
});

const influenceTable = (summary: StudySummary, title: string, some: readonly Influence[]) => some.length > 0 && table(title, ['Field', 'Moves', '', 'Correlation', 'Runs'], some.slice(0, influencesMost).map(influence(summary)));

function movesOf(summary: StudySummary, results: readonly RunResult[]): Markup {
  const [rated, measured] = [summary.influences.filter(isRating), summary.influences.filter((one) => !isRating(one))];
  return html`<section><h2>What moves what</h2><p class="note">Spearman's rank correlation: 1 where a larger value always went with a larger measure or a better rating, −1 where with a smaller one or a worse one. What so many runs may show by chance is left out. Nothing else differed than the fields and the seed.</p>
${summary.influences.length === 0 ? html`<p>Nothing that stands out from chance: nothing with an order was varied, it moved nothing, or there were too few runs to tell.</p>` : html`${influenceTable(summary, 'Ratings, strongest first', rated)}${influenceTable(summary, 'Measures, strongest first', measured)}`}
${measured.filter(({ rho }) => Math.abs(rho) >= strong).slice(0, dotsMost).map((one) => dots(summary, results, one))}</section>`;
}

const levelText = (values: readonly (Level | undefined)[]): ((n: number) => string) => (values.some((value) => typeof value === 'string' && value.endsWith('ms')) ? duration : count);

function dots(summary: StudySummary, results: readonly RunResult[], { path, metric }: Influence): Markup {
  const at = summary.plan.vary.findIndex((one) => one.path === path);
  const about = summary.metrics.find(({ id }) => id === metric);
  const pairs = results.flatMap((result) => {
    const [x, y] = [orderedLevel(result.values[at]), result.metrics[metric]?.n];
    return x === undefined || y === undefined ? [] : [[x, y] as const];
  });
  return html`<figure><figcaption>Across: <code>${path}</code>; up: ${about?.title ?? metric}</figcaption>${scatter(pairs, levelText(results.slice(0, 1).map(({ values }) => values[at])), written[about?.unit ?? 'count'])}</figure>`;
}

export function studyPage(summary: StudySummary, results: readonly RunResult[]): string {
  const { plan } = summary;
  return shell({
    kind: 'study',
    title: plan.scenario.title,
    about: html`${count(summary.done)} of ${count(plan.runs)} runs of ${plan.scenario.name} ${plan.scenario.version}, ${designWords[plan.design]}, seeds from ${plan.seed} on.`,
    own,
    main: html`${varied(summary)}
${outcomesOf(summary)}
${measuresOf(summary, results)}
${movesOf(summary, results)}`,
    footer: html`Written by gameday ${plan.gameday}. The runs are in runs.ndjson and runs.csv beside this page; one of them alone: <code>gameday run SCENARIO --world simulated --seed N</code> with its values.`,
  });
}
