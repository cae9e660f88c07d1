/** Holds what gameday promises of any record, whatever failed while it was written; each broken promise is a sentence. */
import { isDeepStrictEqual } from 'node:util';
import { judge } from '../../src/judge/judge.ts';
import type { MetricResult, Scorecard } from '../../src/judge/scorecard.ts';
import { reasonOf } from '../../src/problem.ts';
import type { Random } from '../../src/ports/time.ts';
import type { History } from '../../src/record/history.ts';
import { readHistory } from '../../src/record/read-history.ts';

export interface Broken {
  readonly promise: string;
  readonly saw: string;
}

/** What was rated must rest on lines that are there. */
function unseen(history: History, { id, rating, measured }: MetricResult): readonly Broken[] {
  if (rating === null) return [];
  const promise = 'nothing is rated that was not seen';
  if (!('evidence' in measured)) return [{ promise, saw: `${id} is rated ${rating}, and ${measured.is}` }];
  const lost = measured.evidence.filter((seq) => history.at(seq) === undefined);
  return measured.evidence.length > 0 && lost.length === 0 ? [] : [{ promise, saw: `${id} is rated ${rating} on lines ${measured.evidence.join(', ') || '(none)'}, of which ${lost.join(', ') || 'none'} are missing` }];
}

function notGreen(history: History, { exitCode, validity }: Scorecard): readonly Broken[] {
  if (exitCode !== 0) return [];
  const doubts = validity.filter(({ id, is }) => id.startsWith('felt') && (is === 'failed' || is === 'unknown'));
  return [
    ...doubts.map(({ id, saw }) => ({ promise: 'a drill whose fault was not felt is never green', saw: `${id}: ${saw}` })),
    ...(history.integrity.state === 'whole' ? [] : [{ promise: 'a record that is not whole is never green', saw: history.integrity.saw }]),
  ];
}

/** Judges a record as it was read; a card that can't be made is a promise broken. */
export function judged(what: string, history: History): { readonly card: Scorecard | undefined; readonly broken: readonly Broken[] } {
  try {
    const card = judge(history);
    const results = [...card.capabilities.flatMap(({ metrics }) => metrics), ...card.impact];
    const broken = [...results.flatMap((result) => unseen(history, result)), ...notGreen(history, card)];
    return { card, broken: broken.map(({ promise, saw }) => ({ promise, saw: `${what}: ${saw}` })) };
  } catch (error) {
    return { card: undefined, broken: [{ promise: 'judging never crashes', saw: `${what}: ${reasonOf(error)}` }] };
  }
}

export const sameCard = (card: Scorecard | undefined, again: Scorecard | undefined): readonly Broken[] =>
  JSON.stringify(card) === JSON.stringify(again) ? [] : [{ promise: 'the same journal gives the same scorecard', saw: 'two that differ' }];

const verifies = 'the journal verifies, or says where it was cut';

/** What was written is cut at a byte, or one is changed: that must be told, and what is read must be what had been written. */
export function readable(text: string, written: History, random: Random): readonly Broken[] {
  const { state, saw } = written.integrity;
  const own = state === 'damaged' || saw === '' ? [{ promise: verifies, saw: `${state}: ${saw}` }] : [];
  const at = Math.floor(random.between(0, text.length));
  const changed = `${text.slice(0, at)}${text[at] === '~' ? '!' : '~'}${text.slice(at + 1)}`;
  const [how, spoilt] = random.next() < 0.5 ? ['cut', text.slice(0, at)] : ['changed', changed];
  const read = readHistory([{ name: '0-run.ndjson', text: spoilt }]);
  const isPrefix = isDeepStrictEqual(read.events, written.events.slice(0, read.events.length));
  const isTold = read.integrity.state !== 'whole' && read.integrity.saw !== '';
  return isTold && isPrefix ? own : [...own, { promise: verifies, saw: `${how} at ${at}: ${read.integrity.state}, ${read.integrity.saw}` }];
}
