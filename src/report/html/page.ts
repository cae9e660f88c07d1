/** Holds the whole page: self-contained, without script, its data inlined for tools. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { inertJson } from '../inert.ts';
import { moment } from '../format.ts';
import { outcomes } from '../words.ts';
import { capabilityCards } from './capability-cards.ts';
import { evidenceLinks } from './evidence-links.ts';
import { findingList, objectiveTable, validityTable } from './findings.ts';
import { html, Markup } from './markup.ts';
import { impactTable, metricTables } from './metric-tables.ts';
import { evidenceTable, glossarySection, journalSection, unmeasuredTable } from './record.ts';
import { style } from './style.ts';
import { bannerStrips, facts, verdict } from './summary.ts';
import { eventTable, timelineFigure } from './timeline/figure.ts';
import { drawnData } from './drawn-data.ts';

const sections: readonly (readonly [string, string])[] = [
  ['timeline', 'What happened'], ['findings', 'Findings'], ['objectives', 'Objectives'], ['metrics', 'Measures'], ['impact', 'Impact'],
  ['unmeasured', 'Not measured'], ['validity', 'Validity'], ['events', 'Events'], ['evidence', 'Evidence'], ['journal', 'Record'], ['terms', 'Terms'],
];

export const page = (card: Scorecard): string => {
  const links = evidenceLinks(card);
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${card.rehearsal && 'Rehearsal: '}${outcomes[card.outcome].word} · ${card.scenario.title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>${bannerStrips(card)}<div class="lead">${verdict(card)}</div></header>
<main>
${capabilityCards(card)}
${facts(card)}
<nav aria-label="Sections"><ul>${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
${timelineFigure(card)}
${findingList(card, links)}
${objectiveTable(card)}
${metricTables(card, links)}
${impactTable(card, links)}
${unmeasuredTable(card)}
${validityTable(card, links)}
${eventTable(card, links)}
${evidenceTable(card)}
${journalSection(card)}
${glossarySection()}
</main>
<footer>Run ${card.run}, started ${moment(card.startedAt)}. Written by gameday ${card.gameday}. Roles are rated, never people.</footer>
<script type="application/json" id="scorecard">${new Markup(inertJson(drawnData(card)))}</script>
</body>
</html>`.html}\n`;
};
