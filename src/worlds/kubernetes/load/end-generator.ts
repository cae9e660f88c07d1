/** Holds how a generator in the cluster is ended, by whoever has its change alone. */
import type { V1Pod } from '@kubernetes/client-node';
import { Problem } from '../../../problem.ts';
import type { Clock } from '../../../ports/time.ts';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import { isActive, isRunning, type JobChange, jobsOf, nameOf, podsOf, stateOf } from './runner-pods.ts';

const lookMs = 100;

/**
 * Resolves once no pod of it runs. All of it is told to go at once, the pods too: the cluster's own collecting takes longer. None is made anew, since
 * its Jobs don't try again.
 */
export async function endGenerator({ client, clock }: { client: ClusterClient; clock: Clock }, { name, job }: JobChange, graceSeconds: number, stop: AbortSignal): Promise<void> {
  const told = new Set<string>();
  const tell = (pods: readonly V1Pod[]) =>
    pods.filter(({ metadata }) => !told.has(metadata?.uid ?? '')).map(async (pod) => {
      const uid = pod.metadata?.uid ?? '';
      await client.remove(refTo(types.Pod, nameOf(pod)), { uid, graceSeconds });
      told.add(uid);
    });
  const [pods, runners] = await Promise.all([podsOf(client, job), job.kind === 'TestRun' ? jobsOf(client, job) : []]);
  await Promise.all([...tell(pods.filter(isActive)), client.remove(refTo(types[job.kind], job.name), { uid: job.uid }), ...runners.map((runner) => client.remove(refTo(types.Job, nameOf(runner))))]);
  for (;;) {
    const active = (await podsOf(client, job)).filter(isActive);
    await Promise.all(tell(active));
    if (active.length === 0 && !(await isRunning(client, job))) return;
    if (stop.aborted) throw new Problem({ expected: `no pod of generator "${name}" to run`, got: active.map(stateOf).join('; ') || `${job.kind} ${job.name} that is not over`, where: `namespace ${client.namespace}`, next: 'A node that does not answer keeps its pods: `kubectl get pods -o wide` shows which.' });
    await clock.sleep(lookMs, stop);
  }
}
