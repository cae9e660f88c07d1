/** Holds the wait for a generator's runners: until all of them are at the gate, or the cluster says why one never will be. */
import type { CoreV1Event } from '@kubernetes/client-node';
import type { Clock } from '../../../ports/time.ts';
import { Problem, reasonOf } from '../../../problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import { endOfRunner, type JobChange, type JobRef, jobsOf, nameOf, podsOf, stateOf, whyStuck } from './runner-pods.ts';
import type { TestRun } from './test-run.ts';

const lookMs = 250;
/** A scheduler or a quota may find room as soon as something else has ended. */
const stuckMsMax = 3000;

interface Sight {
  /** Nothing more will come of it. */
  readonly dead?: { readonly got: string; readonly next: string };
  /** Nothing will come of it unless something changes. */
  readonly stuck?: string;
  readonly saw: string;
}

/** Why a Job has no pod: only its events tell. */
async function refusal(client: ClusterClient, owners: readonly string[]): Promise<string | undefined> {
  const events = await client.list<CoreV1Event>(types.Event);
  const [event] = events.filter(({ reason, involvedObject }) => reason === 'FailedCreate' && owners.includes(involvedObject.uid ?? ''));
  return event && `FailedCreate: ${event.message ?? ''}`;
}

async function look(client: ClusterClient, ref: JobRef): Promise<Sight> {
  const pods = await podsOf(client, ref);
  for (const pod of pods) {
    const end = endOfRunner(pod);
    if (end !== undefined) return { dead: { got: end.saw, next: end.lastWords }, saw: end.saw };
    const stuck = whyStuck(pod);
    if (stuck !== undefined) return { stuck, saw: stuck };
  }
  if (pods.length > 0) return { saw: pods.map(stateOf).join('; ') };
  const jobs = await jobsOf(client, ref);
  const testRun = ref.kind === 'TestRun' ? await client.read<TestRun>(refTo(types.TestRun, ref.name)) : undefined;
  if (jobs.length === 0) return { saw: testRun === undefined ? `no ${ref.kind} ${ref.name} any more` : `TestRun ${ref.name} ${testRun.status?.stage === undefined ? 'that no k6-operator has looked at' : `in stage ${testRun.status.stage}`}` };
  const stuck = await refusal(client, jobs.map(({ metadata }) => metadata?.uid ?? ''));
  return { saw: `${jobs.map((job) => `Job ${nameOf(job)}`).join(', ')} without a pod`, ...(stuck !== undefined && { stuck }) };
}

/** Rejects with the cluster's own words when a runner can't start, and with what was seen last when `stop` aborts. `arrived` is the gate's. */
export async function whenRunnersWait({ client, clock, change, arrived }: { client: ClusterClient; clock: Clock; change: JobChange; arrived: Promise<void> }, stop: AbortSignal): Promise<void> {
  const expected = `generator "${change.name}" to wait at its gate`;
  const where = `${change.job.kind} ${change.job.name} in namespace ${client.namespace}`;
  let saw = 'nothing yet';
  let stuckSinceMs: number | undefined;
  const there = arrived.then(() => true);
  there.catch(() => {});
  while (!stop.aborted) {
    const sight = await look(client, change.job).catch((problem: unknown): Sight => ({ saw: reasonOf(problem) }));
    saw = sight.saw;
    if (sight.dead !== undefined) throw new Problem({ expected, got: sight.dead.got, where, ...(sight.dead.next !== '' && { next: sight.dead.next }) });
    stuckSinceMs = sight.stuck === undefined ? undefined : (stuckSinceMs ?? clock.now());
    if (sight.stuck !== undefined && clock.now() - (stuckSinceMs ?? 0) > stuckMsMax) throw new Problem({ expected, got: sight.stuck, where, next: `\`kubectl describe\` says more. Image, limits and nodes of generators are set in world.settings.cluster.generators.` });
    if ((await Promise.race([there, clock.sleep(lookMs, stop)])) === true) return;
  }
  throw new Problem({ expected, got: `the end of the time that it was given; last seen: ${saw}`, where, next: 'A cluster that is busy, or an image that must be pulled first, makes it slow to start.' });
}
