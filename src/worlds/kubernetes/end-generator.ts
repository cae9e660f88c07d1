/** Holds how a generator in the cluster is ended, by whoever has its change alone. */
import { Problem } from '../../problem.ts';
import type { Clock } from '../../ports/time.ts';
import type { ClusterClient } from './client.ts';
import { refTo, types } from './objects.ts';
import { isActive, isRunning, type JobChange, jobsOf, nameOf, podsOf, stateOf } from './runner-pods.ts';

const lookMs = 100;

/** Resolves once no pod of it runs. What made the pods goes first, so that it makes no more; the pods are not left to the cluster's own collecting, which takes longer. */
export async function endGenerator({ client, clock }: { client: ClusterClient; clock: Clock }, { name, job }: JobChange, graceSeconds: number, stop: AbortSignal): Promise<void> {
  const runners = job.kind === 'TestRun' ? await jobsOf(client, job) : [];
  await client.remove(refTo(types[job.kind], job.name), { uid: job.uid });
  await Promise.all(runners.map((runner) => client.remove(refTo(types.Job, nameOf(runner)))));
  const told = new Set<string>();
  for (;;) {
    const active = (await podsOf(client, job)).filter(isActive);
    const untold = active.filter(({ metadata }) => !told.has(metadata?.uid ?? ''));
    await Promise.all(
      untold.map(async (pod) => {
        const uid = pod.metadata?.uid ?? '';
        await client.remove(refTo(types.Pod, nameOf(pod)), { uid, graceSeconds });
        told.add(uid);
      }),
    );
    if (active.length === 0 && !(await isRunning(client, job))) return;
    if (stop.aborted) throw new Problem({ expected: `no pod of generator "${name}" to run`, got: active.map(stateOf).join('; ') || `${job.kind} ${job.name} that is not over`, where: `namespace ${client.namespace}`, next: 'A node that does not answer keeps its pods: `kubectl get pods -o wide` shows which.' });
    await clock.sleep(lookMs, stop);
  }
}
