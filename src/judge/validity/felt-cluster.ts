/** Holds whether the cluster itself told of what a fault should do to one of its objects. */
import type { EventOf, Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import { stagedOf } from '../clocks.ts';
import type { Staged } from '../clocks.ts';
import { asleep, watchersOf } from '../watch.ts';
import type { Seen } from './check.ts';

/** A controller takes a moment to follow, and the last of it may be told of after the fault was withdrawn. */
const lateMs = 2000;

/** What a controller puts behind the dash: a number (StatefulSet), or its template's hash and a few letters (Deployment). */
const ofController = /^(?:\d+|[a-z0-9]+-[a-z0-9]{5})$/;

type ClusterExpectation = Extract<Expectation, { see: 'cluster' }>;

/** A workload and its pods go by one name, but for the dash behind which a controller puts its own. */
const nameOf = ({ name }: ClusterExpectation): string => name.replace(/-$/, '');

/** When the next fault begins that strikes the same: what is told from then on may be its doing. */
function nextMs(history: History, { toMs }: Staged, expected: ClusterExpectation): number {
  const strikesTheSame = ({ planned }: Staged): boolean => planned.felt.some((other) => other.see === 'cluster' && nameOf(other) === nameOf(expected));
  return Math.min(...stagedOf(history).map((other) => (other.fromMs !== undefined && other.fromMs >= toMs && strikesTheSame(other) ? other.fromMs : Infinity)));
}

export function clusterFelt(history: History, staged: Staged & { readonly fromMs: number }, expected: ClusterExpectation): Seen {
  const { object, name, what, number } = expected;
  const endMs = Math.min(staged.toMs + lateMs, nextMs(history, staged, expected));
  const during = history.of('cluster.changed').filter((change) => change.heardMs >= staged.fromMs && change.heardMs < endMs);
  const watcher = watchersOf(history).get('cluster');
  if (watcher === undefined) return { is: 'unknown', saw: 'nobody watched the cluster', evidence: [] };
  const fits = (numbers: Readonly<Record<string, number>> | undefined): boolean => {
    if (number === undefined) return true;
    const value = numbers?.[number.name];
    return value !== undefined && value <= (number.atMost ?? Infinity) && value >= (number.atLeast ?? -Infinity);
  };
  // A name that ends in a dash stands for the pods of one workload, and not for those of another whose name only begins like it.
  const named = (given: string): boolean => (name.endsWith('-') ? given.startsWith(name) && ofController.test(given.slice(name.length)) : given === name);
  const about = (change: EventOf<'cluster.changed'>): boolean => change.object === object && named(change.name);
  const seen = during.filter((change) => about(change) && change.what === what && fits(change.numbers));
  const bounds = number === undefined ? '' : ` with ${number.name} ${number.atMost === undefined ? `at least ${number.atLeast ?? 0}` : `at most ${number.atMost}`}`;
  // A cluster tells of changes only: what had been so already, and was told of once more, shows nothing.
  const last = number === undefined ? undefined : history.of('cluster.changed').findLast((change) => about(change) && change.heardMs < staged.fromMs && change.numbers?.[number.name] !== undefined);
  if (last !== undefined && fits(last.numbers)) return { is: 'unknown', saw: `${object} ${name} was so before the fault, so nothing can be compared`, evidence: [last.seq] };
  const blind = seen.length > 0 ? undefined : asleep(watcher, staged.fromMs, staged.toMs);
  if (blind !== undefined) return { is: 'unknown', saw: blind, evidence: [] };
  return { is: seen.length > 0 ? 'held' : 'failed', saw: `the cluster told ${seen.length} times that ${object} ${name} was ${what}${bounds}; at least 1 was expected`, evidence: seen.slice(0, 2).map((change) => change.seq) };
}
