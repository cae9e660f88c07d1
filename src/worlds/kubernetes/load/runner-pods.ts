/** Holds how the pods of a generator are found, and what their status says: whether k6 runs in them, how it ended, why it can't start. */
import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { LoadChange } from '../../../ports/capabilities.ts';
import { Problem } from '../../../problem.ts';
import { endOfK6 } from '../../../tools/k6/exit-codes.ts';
import type { ClusterClient } from '../api/client.ts';
import { k6Container } from './generator-pod.ts';
import { refTo, types } from '../api/objects.ts';
import { runnersOf, type TestRun } from './test-run.ts';

export type JobRef = Required<LoadChange>['job'];
/** The change of a generator that is a Job or TestRun of a cluster. */
export type JobChange = LoadChange & { readonly job: JobRef };

export function jobOf({ name, job }: LoadChange): JobRef {
  if (job === undefined) throw new Problem({ expected: `generator "${name}" to be a Job of a cluster`, got: 'one that runs elsewhere' });
  return job;
}

/** The runner Jobs of a TestRun, or the Job itself. */
export async function jobsOf(client: ClusterClient, { kind, name, uid }: JobRef): Promise<readonly V1Job[]> {
  if (kind === 'TestRun') return client.list<V1Job>(types.Job, runnersOf(name));
  const job = await client.read<V1Job>(refTo(types.Job, name));
  return job?.metadata?.uid === uid ? [job] : [];
}

export const podsOf = (client: ClusterClient, { kind, name, uid }: JobRef): Promise<readonly V1Pod[]> => client.list<V1Pod>(types.Pod, kind === 'TestRun' ? runnersOf(name) : `batch.kubernetes.io/controller-uid=${uid}`);

export const nameOf = ({ metadata }: { metadata?: { name?: string } }): string => metadata?.name ?? '';

const k6Of = ({ status }: V1Pod) => status?.containerStatuses?.find(({ name }) => name === k6Container)?.state;

/** Also while it ends: a pod that is being deleted sends on until k6 is gone. */
export const isActive = (pod: V1Pod): boolean => k6Of(pod)?.terminated === undefined && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

const isOver = ({ metadata, status }: V1Job): boolean => metadata?.deletionTimestamp !== undefined || status?.conditions?.some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True') === true;

/** True as long as a pod of it runs, or is still to be made. */
export async function isRunning(client: ClusterClient, ref: JobRef): Promise<boolean> {
  const pods = await podsOf(client, ref);
  if (pods.some(isActive)) return true;
  const jobs = await jobsOf(client, ref);
  if (jobs.length === 0 && ref.kind === 'TestRun') {
    const testRun = await client.read<TestRun>(refTo(types.TestRun, ref.name));
    return testRun?.metadata?.uid === ref.uid && testRun.metadata.deletionTimestamp === undefined && pods.length === 0 && !['finished', 'error', 'stopped'].includes(testRun.status?.stage ?? '');
  }
  return jobs.some((job) => !isOver(job) && !pods.some(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === job.metadata?.uid)));
}

export interface RunnerEnd {
  /** Null after a signal, or where nobody could see how it ended. */
  readonly code: number | null;
  readonly saw: string;
  /** What k6 said about errors, the last lines of it. */
  readonly lastWords: string;
}

const byKill = 137;

/** Undefined while it runs. */
export function endOfRunner(pod: V1Pod): RunnerEnd | undefined {
  const terminated = k6Of(pod)?.terminated;
  if (terminated !== undefined) {
    const { exitCode, reason, message = '' } = terminated;
    const because = reason === undefined || reason === 'Completed' || reason === 'Error' ? '' : ` (${reason})`;
    const code = exitCode === byKill ? null : exitCode;
    return { code, saw: `${endOfK6(code, code === null ? 'SIGKILL' : null)}${because}`, lastWords: message.trim().split('\n').slice(-5).join('\n') };
  }
  if (isActive(pod)) return undefined;
  return { code: null, saw: `its pod ended: ${[pod.status?.reason, pod.status?.message].filter((each) => each !== undefined).join(', ') || pod.status?.phase}`, lastWords: '' };
}

const hopeless = /^(?:ErrImage\w*|ImagePullBackOff|InvalidImageName|ImageInspectError|RegistryUnavailable|Create\w*Error|RunContainerError)$/;

/** Why it can't start, in the cluster's own words; undefined where nothing speaks against it. */
export function whyStuck(pod: V1Pod): string | undefined {
  const waiting = k6Of(pod)?.waiting;
  if (waiting?.reason !== undefined && hopeless.test(waiting.reason)) return `${waiting.reason}: ${waiting.message ?? pod.spec?.containers[0]?.image ?? ''}`;
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  return scheduled?.status === 'False' ? `${scheduled.reason ?? 'not scheduled'}: ${scheduled.message ?? ''}` : undefined;
}

export const stateOf = (pod: V1Pod): string => `pod ${nameOf(pod)} ${pod.status?.phase ?? 'without a phase'}${k6Of(pod)?.waiting?.reason === undefined ? '' : `, ${k6Of(pod)?.waiting?.reason}`}`;
