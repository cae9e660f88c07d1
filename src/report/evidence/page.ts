/** Holds the record of an exercise as one page that prints on paper: what an auditor asks, in the order in which it is asked. */
import type { Scorecard } from '../../judge/scorecard.ts';
import type { History } from '../../record/history.ts';
import { verdictText } from '../finding-words.ts';
import { duration, many, moment, offset } from '../format.ts';
import { badge, chip } from '../html/badge.ts';
import { html, Markup } from '../html/markup.ts';
import type { Part } from '../html/markup.ts';
import { prose } from '../html/prose.ts';
import { debtSection } from '../html/customers/debts.ts';
import { style } from '../html/style.ts';
import { bannerStrips } from '../html/summary.ts';
import { table } from '../html/table.ts';
import { unmeasuredOf } from '../unmeasured.ts';
import { capabilities, checks, meantText, outcomes } from '../words.ts';
import { attendanceOf } from './attendance.ts';
import { clauses, isNot } from './frameworks.ts';
import { mselOf } from './msel.ts';

const paper = 'th[scope=row]{min-width:8.5em}section table+table,section table+p{margin-top:18px}@page{size:A4;margin:18mm 15mm}@media print{section{break-inside:auto}h2{break-after:avoid}tr{break-inside:avoid}}';

const section = (title: string, ...parts: readonly Part[]): Markup => html`<section><h2>${title}</h2>${parts}</section>`;
const rows = (caption: string, heads: readonly string[], cells: readonly (readonly Part[])[], none: string): Markup =>
  cells.length === 0 ? html`<p>${none}</p>` : table(caption, heads, cells.map((row) => ({ cells: row })));
const at = (ms: number | undefined): string => (ms === undefined ? '–' : offset(ms));

const exercised = (card: Scorecard, history: History): Markup => {
  const brief = history.first('run.opened')?.brief;
  return section('What was exercised', rows('The exercise', ['What', 'Which'], [
    ['Scenario', `${card.scenario.title} (${card.scenario.name}, version ${card.scenario.version})`],
    ['Plan or runbook tested', [card.scenario.plan.name, card.scenario.plan.version].filter((part) => part !== '').join(', version ') || 'none was named'],
    ['Owner', card.scenario.owner],
    ['Authorised by', brief?.authorisedBy === undefined || brief.authorisedBy === '' ? 'nobody was named' : brief.authorisedBy],
    ['Started, lasted', `${moment(card.startedAt)}, ${duration(card.durationMs)}${card.heldMs > 0 ? `, of which ${duration(card.heldMs)} were held` : ''}`],
    ['Environment', `${card.world}${card.simulated ? ' (simulated: no real system took part)' : ''}${card.insteadOf === undefined ? '' : `; ${meantText(card.insteadOf)}`}`],
    ['Outcome', html`${outcomes[card.outcome].word}${card.rehearsal && ' (rehearsal)'}. ${prose(card.headline)}`],
    ['Evaluated by', `gameday ${card.gameday}, from the record alone; the same record gives the same result`],
  ], ''));
};

const listed = (card: Scorecard, history: History): Markup =>
  section('Master scenario events list (MSEL), as planned and as released', rows('Times count from the start of the timeline', ['Inject', 'Planned', 'Released', 'In force', 'What became of it'], mselOf(history).map((row) => [
    html`${row.title}<small>${row.inject}, ${row.fault}, lane ${row.lane}</small>`, at(row.plannedMs), at(row.releasedMs), row.fromMs === undefined ? '–' : `${at(row.fromMs)} to ${at(row.toMs)}`, row.how,
  ]), card.mode === 'observe' ? 'Nothing was injected: the team ran this with its own tools.' : 'No inject was planned.'));

const ratings = (card: Scorecard): Markup => section(
  'Ratings',
  rows('Objectives: target and actual', ['Objective', 'Target', 'Actual', 'Rating'], card.objectives.map((one) => [html`${one.text}<small>${one.id}, measured by ${one.metric}</small>`, prose(one.target), prose(one.actual), html`${badge(one.rating)}${one.rating === null && html`<small>${one.whyNotRated ?? 'no reason was given'}</small>`}`]), 'The scenario declares no objectives.'),
  rows('Capabilities', ['Capability', 'Rating', 'In a sentence'], card.capabilities.map((one) => [capabilities[one.capability], one.inScope ? badge(one.rating) : 'out of scope', prose(one.sentence)]), ''),
  rows('Basis of each bound', ['Measure', 'Basis'], card.capabilities.flatMap(({ metrics }) => metrics.map((metric) => [metric.title, metric.basis])), ''),
);

const findings = (card: Scorecard): Markup => section(
  'Findings and actions',
  rows('What somebody should do something about, and by when', ['Finding', 'Severity', 'What', 'Owner', 'Due'], card.findings.map((one) => [one.id, chip('none', one.severity), html`${one.text}${verdictText(one) !== '' && html`<small>${verdictText(one)}</small>`}`, one.owner, one.due]), 'None.'),
  rows('Rulings: overrides of what rules and measures say, each with its reason', ['Finding', 'Ruling', 'By', 'Because'], card.rulings.map((one) => [one.finding, one.as, one.role, one.because]), 'Nobody overrode anything.'),
);

export const exercisePage = (card: Scorecard, history: History): string =>
  `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Record of an exercise · ${card.scenario.title}</title>
<style>${new Markup(style + paper)}</style>
</head>
<body>
<header>${bannerStrips(card)}<div class="lead"><p class="kicker">Record of an exercise</p><h1>${card.scenario.title}</h1></div></header>
<main>
${exercised(card, history)}
${listed(card, history)}
${section('Attendance, by role', rows('Roles, never persons', ['Role', 'Played by', 'What it reached', 'Away'], attendanceOf(history).map((one) => [one.role, one.played, one.did.join('; ') || 'nothing that the record tells', one.absent ? 'for a while' : 'no']), 'No role was seated.'))}
${ratings(card)}
${section('What was not measured, and why', rows('Neither passed nor failed', ['What', 'State', 'Why'], unmeasuredOf(card).map((one) => [one.what, one.state, one.why]), 'Everything in scope was measured and rated.'))}
${section('Does the exercise prove anything?', rows('Validity checks', ['Check', 'Result', 'What was seen'], card.validity.map((check) => [check.title, checks[check.is].word, check.saw]), 'No check was made.'))}
${findings(card)}
${debtSection(card)}
${section('The record', html`<p>Journal ${card.journal.state}: ${many(card.journal.lines, 'line')} in ${many(card.journal.segments, 'segment')}. ${card.journal.saw}</p><p>Hash of its last line:<br><code>${card.journal.tip}</code></p><p>Scenario as it was run, SHA-256:<br><code>${card.scenario.sha256}</code></p><p>The append-only timeline, each line with its source and clock error, is in timeline.csv; who had the written reports and acknowledged them, in distribution.csv; SHA256SUMS has the sum of every file.</p>`)}
${section('Which requirements ask for this', rows('Evidence for, not certification of', ['Framework', 'Clause', 'It asks for', 'Answered here by'], clauses.map((one) => [one.framework, one.clause, one.asks, one.answeredBy]), ''))}
${section('What this exercise is not', html`<ul>${isNot.map((one) => html`<li>${one}</li>`)}</ul>`)}
</main>
<footer>Run ${card.run}, started ${moment(card.startedAt)}. Written by gameday ${card.gameday}. Roles are rated, never people.</footer>
</body>
</html>`.html}\n`;
