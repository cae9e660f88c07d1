/** Holds who noticed before monitoring did: a customer who opened a case, or people who took the incident without a correct alert. */
import { correctAlert, firstToNotice, milestone } from '../../clocks.ts';
import type { History } from '../../../record/history.ts';

/** Undefined where monitoring was first, or nobody noticed at all. Cases that gameday's own observer opens are no customers'. */
export function noticedFirst(history: History): { readonly who: string; readonly ms: number; readonly seq: number } | undefined {
  const onset = firstToNotice(history);
  if (onset === undefined) return undefined;
  const beforeMs = correctAlert(history).alert?.heardMs ?? Number.POSITIVE_INFINITY;
  const reports = history.of('case.moved').filter((moved) => moved.state === 'opened' && !moved.by.startsWith('observer/') && moved.atMs >= onset.ms);
  const taken = milestone(history, 'acknowledged');
  const declared = milestone(history, 'declared');
  const first = [
    ...reports.map((report) => ({ who: 'a customer', ms: report.atMs, seq: report.seq })),
    ...[taken, declared].flatMap((event) => (event === undefined ? [] : [{ who: 'people, who heard of it elsewhere,', ms: event.atMs, seq: event.seq }])),
  ].toSorted((a, b) => a.ms - b.ms)[0];
  return first !== undefined && first.ms < beforeMs ? first : undefined;
}
