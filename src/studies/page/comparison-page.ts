/** Holds a comparison of variants as one self-contained page: a sentence for each, the picture, and the table. */
import { html } from '../../report/html/markup.ts';
import { table } from '../../report/html/table.ts';
import { aboutText, comparisonTable, sentencesOf } from '../comparison-words.ts';
import type { Comparison } from '../comparison.ts';
import { comparisonFigure, comparisonStyle } from './comparison-figure.ts';
import { shell } from './shell.ts';

export function comparisonPage(comparison: Comparison): string {
  const { scenario, arms, gameday } = comparison;
  const { heads, rows } = comparisonTable(comparison);
  return shell({
    kind: 'comparison',
    title: scenario.title,
    about: aboutText(comparison),
    own: `${comparisonStyle}.scrolls{overflow-x:auto}.numbers thead th{white-space:normal}.numbers td{min-width:5.5em}.buys dt{font-weight:600}.buys dd{margin:0 0 10px}`,
    main: html`<section><h2>What each would buy</h2><dl class="buys">${sentencesOf(comparison).map(({ title, sentence }) => html`<dt>${title}</dt><dd>${sentence}</dd>`)}</dl></section>
<section class="wide"><h2>Outage, and customers told</h2><div class="scrolls">${comparisonFigure(comparison)}</div></section>
<section class="wide"><h2>In numbers</h2>${table('Each beside the scenario as it is', heads, rows.map((cells) => ({ cells: cells.map(({ text, more }) => html`${text}${more !== undefined && html`<small>${more}</small>`}`) })), 'numbers')}
<p class="note">An outage is the time in which users were outside their objective while the attack lasted. Differences are between runs with the same seed. Told wrongly: only that it was over while it was not, or to turn to a channel that was down.</p></section>`,
    footer: html`Written by gameday ${gameday}. Each variant is a study of its own in the folder of its name: ${arms.map(({ id }, n) => html`${n > 0 && ', '}<a href="${id}/study.html">${id}</a>`)}. One run of it alone: <code>gameday run SCENARIO --variant NAME --world simulated --seed N</code>.`,
  });
}
