/** Holds whether the cluster itself told of what a fault should do to one of its objects. */
import type { Expectation } from '../../record/events.ts';
import type { History } from '../../record/history.ts';
import type { Staged } from '../clocks.ts';
import type { Seen } from './check.ts';

/** A controller takes a moment to follow, and the last of it may be told of after the fault was withdrawn. */
const lateMs = 2000;

export function clusterFelt(history: History, staged: Staged & { readonly fromMs: number }, { object, name, what, number }: Extract<Expectation, { see: 'cluster' }>): Seen {
  const during = history.of('cluster.changed').filter((change) => change.heardMs >= staged.fromMs && change.heardMs < staged.toMs + lateMs);
  if (history.of('observer.started').every((one) => one.observer !== 'cluster')) return { is: 'unknown', saw: 'nobody watched the cluster', evidence: [] };
  const fits = (numbers: Readonly<Record<string, number>> | undefined): boolean => {
    if (number === undefined) return true;
    const value = numbers?.[number.name];
    return value !== undefined && value <= (number.atMost ?? Infinity) && value >= (number.atLeast ?? -Infinity);
  };
  // A name that ends in a dash stands for all that begin with it, as pods of one workload do.
  const named = (given: string): boolean => (name.endsWith('-') ? given.startsWith(name) : given === name);
  const seen = during.filter((change) => change.object === object && named(change.name) && change.what === what && fits(change.numbers));
  const bounds = number === undefined ? '' : ` with ${number.name} ${number.atMost === undefined ? `at least ${number.atLeast ?? 0}` : `at most ${number.atMost}`}`;
  return { is: seen.length > 0 ? 'held' : 'failed', saw: `the cluster told ${seen.length} times that ${object} ${name} was ${what}${bounds}; at least 1 was expected`, evidence: seen.slice(0, 2).map((change) => change.seq) };
}
