/** Holds whether the cluster itself told of what a fault should do to one of its objects. */
import type { Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import type { Staged } from '../clocks.ts';
import type { Seen } from './check.ts';

/** A controller takes a moment to follow, and the last of it may be told of after the fault was withdrawn. */
const lateMs = 2000;

/** What a controller puts behind the dash: a number (StatefulSet), or its template's hash and a few letters (Deployment). */
const ofController = /^(?:\d+|[a-z0-9]+-[a-z0-9]{5})$/;

export function clusterFelt(history: History, staged: Staged & { readonly fromMs: number }, { object, name, what, number }: Extract<Expectation, { see: 'cluster' }>): Seen {
  const during = history.of('cluster.changed').filter((change) => change.heardMs >= staged.fromMs && change.heardMs < staged.toMs + lateMs);
  if (history.of('observer.started').every((one) => one.observer !== 'cluster')) return { is: 'unknown', saw: 'nobody watched the cluster', evidence: [] };
  const fits = (numbers: Readonly<Record<string, number>> | undefined): boolean => {
    if (number === undefined) return true;
    const value = numbers?.[number.name];
    return value !== undefined && value <= (number.atMost ?? Infinity) && value >= (number.atLeast ?? -Infinity);
  };
  // A name that ends in a dash stands for the pods of one workload, and not for those of another whose name only begins like it.
  const named = (given: string): boolean => (name.endsWith('-') ? given.startsWith(name) && ofController.test(given.slice(name.length)) : given === name);
  const seen = during.filter((change) => change.object === object && named(change.name) && change.what === what && fits(change.numbers));
  const bounds = number === undefined ? '' : ` with ${number.name} ${number.atMost === undefined ? `at least ${number.atLeast ?? 0}` : `at most ${number.atMost}`}`;
  return { is: seen.length > 0 ? 'held' : 'failed', saw: `the cluster told ${seen.length} times that ${object} ${name} was ${what}${bounds}; at least 1 was expected`, evidence: seen.slice(0, 2).map((change) => change.seq) };
}
