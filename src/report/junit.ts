/** Holds the reporter that writes JUnit XML: a case for the outcome, for each objective and for each validity check. */
import type { ObjectiveResult, Scorecard, ValidityCheck } from '../judge/scorecard.ts';
import { banners } from './banners.ts';
import { duty, verdictText } from './finding-words.ts';
import { moment } from './format.ts';
import { escaped } from './html/markup.ts';
import { outcomes, ratings } from './words.ts';

/** `passed` has no message; of the others, JUnit knows three kinds. */
type Verdict = { readonly is: 'passed' } | { readonly is: 'failure' | 'error' | 'skipped'; readonly type: string; readonly message: string };

interface Case {
  readonly group: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly out: string;
}

/** A drill that is not a clear success is never green, whatever its objectives say. */
const outcomeCase = (card: Scorecard): Case => {
  const unclear = card.outcome === 'inconclusive' || card.exitCode === 2;
  const message = `${outcomes[card.outcome].word}. ${card.headline}`;
  const bad: Verdict = unclear ? { is: 'error', type: 'inconclusive', message } : { is: 'failure', type: card.outcome === 'M' || card.outcome === 'U' ? 'not-passed' : card.outcome, message };
  return { group: 'drill', name: 'The drill as a whole', verdict: card.exitCode === 0 ? { is: 'passed' } : bad, out: message };
};

/** What the drill could not see is an error. What it had no reason to exercise is skipped, with the reason. */
const objectiveVerdict = (card: Scorecard, one: ObjectiveResult): Verdict => {
  const why = one.whyNotRated ?? 'no reason was given';
  if (card.outcome === 'inconclusive') return { is: 'error', type: 'inconclusive', message: `The drill was inconclusive, so this proves nothing: ${one.actual}` };
  if (one.rating === 'P' || one.rating === 'S') return { is: 'passed' };
  if (one.rating !== null) return { is: 'failure', type: one.rating, message: `${ratings[one.rating].word}: ${one.actual}, target ${one.target}` };
  const metric = card.capabilities.flatMap((each) => each.metrics).find((each) => each.id === one.metric);
  return metric?.measured.is === 'not exercised' ? { is: 'skipped', type: 'not-exercised', message: `not exercised: ${why}` } : { is: 'error', type: 'not-measured', message: why };
};

const checkVerdict = (check: ValidityCheck): Verdict => {
  if (check.is === 'held') return { is: 'passed' };
  if (check.is === 'failed') return { is: 'failure', type: 'failed', message: check.saw };
  return check.is === 'unknown' ? { is: 'error', type: 'not-measured', message: check.saw } : { is: 'skipped', type: 'not-applicable', message: check.saw };
};

const casesOf = (card: Scorecard): readonly Case[] => [
  outcomeCase(card),
  ...card.objectives.map((one) => ({ group: 'objectives', name: `${one.id}: ${one.text}`, verdict: objectiveVerdict(card, one), out: `measured by ${one.metric}: ${one.actual}, target ${one.target}` })),
  ...card.validity.map((check) => ({ group: 'validity', name: `${check.id}: ${check.title}`, verdict: checkVerdict(check), out: check.saw })),
];

/** Names with dots and slashes would be read as packages. */
const className = (card: Scorecard, group: string): string => `gameday.${card.scenario.name.replace(/[^\w-]+/g, '-').slice(0, 80)}.${group}`;

const caseXml = (card: Scorecard, one: Case): string => {
  const { verdict } = one;
  const about = verdict.is === 'passed' ? '' : verdict.is === 'skipped' ? `<skipped message="${escaped(verdict.message)}"/>` : `<${verdict.is} type="${escaped(verdict.type)}" message="${escaped(verdict.message)}">${escaped(verdict.message)}</${verdict.is}>`;
  return `    <testcase classname="${escaped(className(card, one.group))}" name="${escaped(one.name)}" time="0.000">${about}<system-out>${escaped(one.out)}</system-out></testcase>`;
};

const properties = (card: Scorecard): readonly (readonly [string, string])[] => [
  ['outcome', card.outcome],
  ['exitCode', String(card.exitCode)],
  ['rehearsal', String(card.rehearsal)],
  ['simulated', String(card.simulated)],
  ['compression', String(card.compression)],
  ['seed', String(card.seed)],
  ['run', card.run],
  ['tip', card.journal.tip],
  ['journal', card.journal.state],
  ['gameday', card.gameday],
];

const render = (card: Scorecard): string => {
  const cases = casesOf(card);
  const of = (is: Verdict['is']): number => cases.filter((one) => one.verdict.is === is).length;
  const counts = `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}" time="${(card.durationMs / 1_000).toFixed(3)}"`;
  const name = escaped(`${card.rehearsal ? 'Rehearsal: ' : ''}${card.scenario.title}`);
  const notes = banners(card).map((banner) => escaped(`${banner.title}: ${banner.text}`));
  const findings = card.findings.map((one) => escaped(`${one.severity} finding ${one.id} (${duty(one)}): ${one.text} ${verdictText(one)}`.trim()));
  const out = [...notes, escaped(`${outcomes[card.outcome].word}. ${card.headline}`), escaped(`Started ${moment(card.startedAt)}.`), ...findings].join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gameday" ${counts}>
  <testsuite name="${name}" id="0" timestamp="${escaped(card.startedAt.replace(/(\.\d+)?Z$/, ''))}" ${counts}>
    <properties>
${properties(card).map(([key, value]) => `      <property name="${key}" value="${escaped(value)}"/>`).join('\n')}
    </properties>
${cases.map((one) => caseXml(card, one)).join('\n')}
    <system-out>${out}</system-out>
  </testsuite>
</testsuites>
`;
};

export const junit = { summary: 'A test case for each objective and each validity check, for CI', file: 'junit.xml', render };
