/** Holds a comparison of variants as one self-contained page: a sentence for each, the picture, and the table. */
import { html, Markup } from '../../report/html/markup.ts';
import { style } from '../../report/html/style.ts';
import { table } from '../../report/html/table.ts';
import { aboutText, comparisonTable, sentencesOf } from '../comparison-words.ts';
import type { Comparison } from '../comparison.ts';
import { comparisonFigure, comparisonStyle } from './comparison-figure.ts';

const own = `${comparisonStyle}.wide .scrolls{overflow-x:auto}.buys dt{font-weight:600}.buys dd{margin:0 0 10px}`;

export function comparisonPage(comparison: Comparison): string {
  const { scenario, arms, gameday } = comparison;
  const [heads, ...rows] = comparisonTable(comparison);
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Simulated comparison · ${scenario.title}</title>
<style>${new Markup(style + own)}</style>
</head>
<body>
<header><ul class="banners"><li class="none"><strong>Simulated</strong> <span>No real system took part: every number comes from a model, and says what the model says.</span></li></ul>
<div class="lead"><p class="kicker">gameday comparison</p><h1>${scenario.title}</h1><p>${aboutText(comparison)}</p></div></header>
<main>
<section><h2>What each would buy</h2><dl class="buys">${sentencesOf(comparison).map(({ title, sentence }) => html`<dt>${title}</dt><dd>${sentence}</dd>`)}</dl></section>
<section class="wide"><h2>Outage, and customers told</h2><div class="scrolls">${comparisonFigure(comparison)}</div></section>
<section class="wide"><h2>In numbers</h2>${table('Each beside the scenario as it is', heads, rows.map((cells) => ({ cells })))}
<p class="note">An outage is the time in which users were outside their objective while the attack lasted. Differences are between runs with the same seed. Told wrongly: only that it was over while it was not, or to turn to a channel that was down.</p></section>
</main>
<footer>Written by gameday ${gameday}. Each variant is a study of its own in the folder of its name: ${arms.map(({ id }, n) => html`${n > 0 && ', '}<a href="${id}/study.html">${id}</a>`)}. One run of it alone: <code>gameday run SCENARIO --variant NAME --world simulated --seed N</code>.</footer>
</body>
</html>`.html}\n`;
}
