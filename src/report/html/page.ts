/** Holds the whole page: three views for three audiences, self-contained, without script, its data inlined for tools. */
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
import { coverageSection } from './customers/coverage.ts';
import { debtSection } from './customers/debts.ts';
import { failureSection } from './customers/failures.ts';
import { askedSection, noticeSection } from './customers/notices.ts';
import { storySection } from './customers/story.ts';
import { toldSection } from './customers/told.ts';
import { drawnData } from './drawn-data.ts';
import { aimsSection, workSection } from './manager.ts';
import { views } from './view-style.ts';

/** What an engineer's view holds; the others are short. */
const sections: readonly (readonly [string, string])[] = [
  ['timeline', 'What happened'], ['findings', 'Findings'], ['objectives', 'Objectives'], ['metrics', 'Measures'], ['impact', 'Impact'],
  ['unmeasured', 'Not measured'], ['validity', 'Validity'], ['events', 'Events'], ['evidence', 'Evidence'], ['journal', 'Record'], ['terms', 'Terms'],
];

const names: Readonly<Record<(typeof views)[number], string>> = { manager: 'Manager', engineer: 'Engineer', customers: 'Customers' };

/** One view for each audience: which is open is told by the address alone, so every link to a place inside opens its view. */
const view = (id: (typeof views)[number], title: string, content: readonly Markup[]): Markup => html`
<div class="view" id="${id}" role="region" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}
</div>`;

const linkList = (label: string, kind: string, to: readonly (readonly [string, string])[]): Markup => html`<nav class="${kind}" aria-label="${label}"><ul>${to.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`;

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
${linkList('Views', 'views', views.map((id) => [id, names[id]]))}
${view('manager', 'For managers', [capabilityCards(card), aimsSection(card), workSection(card), facts(card)])}
${view('engineer', 'For engineers', [
  linkList('Sections', 'places', sections),
  timelineFigure(card), findingList(card, links), objectiveTable(card), metricTables(card, links), impactTable(card, links), unmeasuredTable(card),
  validityTable(card, links), eventTable(card, links), evidenceTable(card), journalSection(card), glossarySection(),
])}
${view('customers', 'For those who speak with customers', [storySection(card, links), failureSection(card, links), coverageSection(card), toldSection(card), noticeSection(card, links), askedSection(card, links), debtSection(card)])}
</main>
<footer>Run ${card.run}, started ${moment(card.startedAt)}. Written by gameday ${card.gameday}. Roles are rated, never people.</footer>
<script type="application/json" id="scorecard">${new Markup(inertJson(drawnData(card)))}</script>
</body>
</html>`.html}\n`;
};
