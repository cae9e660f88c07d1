/** Holds what the cluster did by itself during a drill and a reader of its numbers should know: autoscalers that scaled, pods that restarted. */
import type { EventOf } from '../../record/events.ts';
import type { History } from '../../record/history.ts';

type Change = EventOf<'cluster.changed'>;

export interface ClusterMoment {
  readonly label: string;
  readonly atMs: number;
  readonly seq: number;
}

/** Pairs each change of one kind of object with the one before it of the same object, from where the second tells the number. */
function steps(history: History, object: string, number: string): readonly { readonly change: Change; readonly was: number | undefined; readonly now: number }[] {
  const known = new Map<string, number>();
  return history.of('cluster.changed').flatMap((change) => {
    const now = change.object === object ? change.numbers?.[number] : undefined;
    if (now === undefined) return [];
    const was = known.get(change.name);
    known.set(change.name, now);
    return [{ change, was, now }];
  });
}

/** What an object had before its first change isn't in the record, but in the words of that change. */
export function clusterMoments(history: History): readonly ClusterMoment[] {
  const scaled = steps(history, 'HorizontalPodAutoscaler', 'wanted').filter(({ change, was, now }) => (was === undefined ? /(?:^|, )wanted /.test(change.saw) : was !== now));
  const restarted = steps(history, 'Pod', 'restarts').filter(({ change, was, now }) => now > 0 && (was === undefined ? /(?:^|, )restarts /.test(change.saw) : was < now));
  return [
    ...scaled.map(({ change, now }) => ({ label: `autoscaler ${change.name} wants ${now} ${now === 1 ? 'pod' : 'pods'}`, atMs: change.atMs, seq: change.seq })),
    ...restarted.map(({ change, now }) => ({ label: `pod ${change.name} restarted${now === 1 ? '' : `, ${now} times by now`}`, atMs: change.atMs, seq: change.seq })),
  ];
}
