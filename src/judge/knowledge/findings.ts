/** Holds the findings about who knew what: customers on no list, contacts that nobody keeps, and words that led nowhere. */
import type { History } from '../../record/history.ts';
import type { Found } from '../scorecard.ts';
import { owners, slug } from '../work.ts';
import { answersOf } from '../derive/asks.ts';
import { staleOf, unlistedOf } from './card.ts';
import { worthOf } from './content.ts';
import { coverageOf } from './coverage.ts';
import { panelOf } from './panel.ts';
import { type Knew, knewBy, personsOf } from './persons.ts';

const namedMax = 10;
const owner = owners.communications;

/** Some by name, and how many more there are. */
function names(ids: readonly string[], all: number): string {
  const shown = ids.slice(0, namedMax);
  const more = all - shown.length;
  return shown.length === 0 ? '' : ` (${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}

const customers = (n: number) => `Of the customers, ${n}`;

/** What reached them last, as the proof. */
function misled(history: History, what: Knew, then: string): Found[] {
  const n = Math.round(coverageOf(history)?.knew[what] ?? 0);
  const some = personsOf(history).filter((person) => knewBy(person) === what);
  const evidence = some.flatMap(({ first }) => first.any?.seq ?? []).slice(0, namedMax);
  return n === 0 ? [] : [{ id: `knowledge/${slug(what)}`, severity: 'high', owner, text: `${customers(n)}${names(some.map(({ id }) => id), n)} ${then}`, evidence }];
}

/** What somebody at the desk says is read like a notice; the sentence is quoted once, however often it was said. */
function answers(history: History): Found[] {
  const wrong = answersOf(history).filter(({ text = '', atMs }) => worthOf(history, text, atMs) !== 'sound');
  return [...Map.groupBy(wrong, ({ text }) => text ?? '')].map(([text, all]) => ({
    id: `answer/${slug(text)}`,
    severity: 'high',
    owner,
    text: `${all.length === 1 ? 'An answer' : `${all.length} answers`} to customers who asked for help led to a channel that was down, or said what was not so: "${text}"`,
    evidence: all.map(({ seq }) => seq).slice(0, namedMax),
  }));
}

export function coverageFindings(history: History): Found[] {
  const panel = panelOf(history);
  if (panel === undefined) return answers(history);
  const [unlisted, stale] = [unlistedOf(panel), staleOf(panel)];
  const ids = personsOf(history).flatMap(({ id, listed }) => (listed ? [] : [id]));
  return [
    ...misled(history, 'told only about a dead channel', 'had been told nothing but to turn to a channel that was down.'),
    ...misled(history, 'told wrongly', 'had been told that it was over while it was not.'),
    ...answers(history),
    ...(unlisted === 0 ? [] : [{ id: 'unlisted', severity: 'medium' as const, owner, text: `${customers(unlisted)}${names(ids, unlisted)} stand on no notification list: whoever sends a notice does not know of them.`, evidence: [panel.seq] }]),
    ...(stale === 0 ? [] : [{ id: 'stale-contacts', severity: 'low' as const, owner, text: `${customers(stale)} have a contact that nobody has confirmed for too long.`, evidence: [panel.seq] }]),
  ];
}

/** What a run can tell of these, whether it found them or not. */
export const coverageTested = (history: History): readonly string[] => [
  ...(panelOf(history) === undefined ? [] : ['unlisted', 'stale-contacts']),
  ...(coverageOf(history) === undefined ? [] : ['knowledge']),
  ...(answersOf(history).length > 0 ? ['answer'] : []),
];
