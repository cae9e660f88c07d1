/** Holds the end of the page: what was not measured, the evidence, the state of the journal, and the words that need explaining. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { count, many, offset } from '../format.ts';
import { glossary } from '../glossary.ts';
import { judgeAgain } from '../judge-again.ts';
import { sentenceCase } from '../words.ts';
import { unmeasuredOf } from '../unmeasured.ts';
import { chip } from './badge.ts';
import { shownEvidence } from './evidence-links.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { longTable, table } from './table.ts';

export const unmeasuredTable = (card: Scorecard): Markup => {
  const missing = unmeasuredOf(card);
  return html`
<section id="unmeasured"><h2>What was not measured, and why</h2>
${missing.length === 0
  ? html`<p>Everything in scope was measured and rated.</p>`
  : table('Neither passed nor failed', ['What', 'State', 'Why'], missing.map((one) => ({ cells: [one.what, html`<span class="nb">${one.state}</span>`, one.why] })))}
</section>`;
};

export const evidenceTable = (card: Scorecard): Markup => {
  const shown = shownEvidence(card);
  return html`
<section id="evidence" class="wide"><h2>Evidence</h2>
<p class="note">Lines of the journal on which the numbers rest. e12 is line 12; times count from the start of the timeline.${shown.length < card.evidence.length && html` ${count(shown.length)} of ${count(card.evidence.length)} are shown, among them all that this page links to; the rest is in scorecard.json.`}</p>
${shown.length === 0
  ? html`<p>No line was referred to.</p>`
  : longTable('Evidence', ['Line', 'Time', 'Said by', 'Event', 'What it says'], shown.map((line) => ({ id: `e${line.seq}`, cells: [`e${line.seq}`, offset(line.offsetMs), line.by, line.kind, line.text] })), 'evidence')}
</section>`;
};

const states = { whole: 'good', 'cut short': 'poor', damaged: 'bad' } as const;

export const journalSection = (card: Scorecard): Markup => html`
<section id="journal"><h2>The record</h2>
<p>${chip(states[card.journal.state], `Journal ${card.journal.state}`)} ${many(card.journal.lines, 'line')} in ${many(card.journal.segments, 'segment')}. ${sentenceCase(card.journal.saw)}</p>
<p>Hash of the last line (tip), to compare with the one that was printed when the drill ended:<br><code>${card.journal.tip}</code></p>
<p>Scenario as it was run, SHA-256:<br><code>${card.scenario.sha256}</code></p>
<p>To judge this run again from its record: <code>${judgeAgain(card)}</code>. With <code>--scenario FILE</code> it is judged against that scenario's targets.</p>
</section>`;

export const glossarySection = (): Markup => html`
<section id="terms"><h2>Terms</h2>
<dl class="terms">${glossary.map(([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>`)}</dl>
</section>`;
