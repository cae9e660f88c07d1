/** Holds how a runner is followed to its end: every line of its log once, whatever becomes of the connection, and then how it ended. */
import type { V1Pod } from '@kubernetes/client-node';
import type { Clock } from '../../../ports/time.ts';
import type { ClusterClient } from '../api/client.ts';
import { k6Container } from './generator-pod.ts';
import { refTo, types } from '../api/objects.ts';
import { endOfRunner, type RunnerEnd } from './runner-pods.ts';

const againMs = 500;
/** The log's end may be heard before the pod's. */
const endToldMsMax = 3000;

/** What a watch last told of a pod. */
export interface Seen {
  readonly pod: V1Pod;
  /** It was deleted since. */
  readonly gone: boolean;
}

interface Following {
  readonly client: ClusterClient;
  readonly clock: Clock;
  readonly pod: string;
  readonly seen: () => Seen | undefined;
}

/** Goes on where a broken connection left it: a log that was rotated meanwhile doesn't begin at the beginning. */
async function followLog({ client, clock, pod, seen }: Following, line: (text: string) => void): Promise<void> {
  const never = new AbortController().signal;
  let last = '';
  let over = false;
  for (;;) {
    const since = last;
    const heard = (text: string) => {
      const space = text.indexOf(' ');
      const stamp = text.slice(0, space);
      // The API takes a time by the second, and begins with what was heard before.
      if (stamp <= since) return;
      last = stamp;
      line(text.slice(space + 1));
    };
    await client.logs(pod, k6Container, heard, never, since).catch(() => {});
    if (over) return;
    const now = await client.read<V1Pod>(refTo(types.Pod, pod)).catch(() => seen()?.pod);
    if (now === undefined) return;
    // What a connection that broke kept back is asked for once more after the end.
    over = endOfRunner(now) !== undefined;
    if (!over) await clock.sleep(againMs);
  }
}

const unseen: RunnerEnd = { code: null, saw: 'its pod is gone', lastWords: '' };

export async function followRunner(following: Following, line: (text: string) => void): Promise<RunnerEnd> {
  const { client, clock, pod, seen } = following;
  await followLog(following, line);
  const untilMs = clock.now() + endToldMsMax;
  while (clock.now() < untilMs) {
    const told = seen();
    const end = told && (endOfRunner(told.pod) ?? (told.gone ? unseen : undefined));
    if (end !== undefined) return end;
    await clock.sleep(50);
  }
  const left = await client.read<V1Pod>(refTo(types.Pod, pod)).catch(() => undefined);
  return (left && endOfRunner(left)) ?? unseen;
}
