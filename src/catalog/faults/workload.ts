/** Holds what faults on workloads share: how a workload is named and read, how many pods may be ended, and the proof that it is whole again. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { ClusterRef, Workload } from '../../ports/cluster.ts';
import { Problem } from '../../problem.ts';
import type { Expectation } from '../../record/events.ts';
import type { Proof } from '../action.ts';

const kinds = { deployment: 'Deployment', statefulset: 'StatefulSet' } as const;

export const workloadName = z
  .string()
  .regex(/^(?:deployment|statefulset)\/[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/, { error: (issue) => `expected a workload such as "deployment/checkout" or "statefulset/db", got ${JSON.stringify(issue.input)}` })
  .describe('the workload, as kubectl writes it: deployment/NAME or statefulset/NAME');

export const clusterRef = z.object({ kind: z.enum(['Service', 'Deployment', 'StatefulSet', 'HorizontalPodAutoscaler']), name: z.string() });

/** `ready` is how many of its pods were ready before. */
export const onWorkload = z.object({ ref: clusterRef, ready: z.int() });
type OnWorkload = z.output<typeof onWorkload>;

/** How long the pods of a workload may take to come back; withdrawal waits for them, and says which workload did not. */
export const recoveryMs = 60_000;
const pollMs = 250;

export function refOf(workload: string): ClusterRef {
  const [kind, name = ''] = workload.split('/');
  return { kind: kind === 'statefulset' ? kinds.statefulset : kinds.deployment, name };
}

/** A name that matches nothing, or a workload that is down already, is an error and never a quiet success. */
export async function readWorkload(world: World<'cluster'>, workload: string, where: string, stop: AbortSignal): Promise<Workload> {
  const ref = refOf(workload);
  const found = await world.cluster.workload(ref, stop);
  if (found === undefined) throw new Problem({ expected: `${ref.kind} ${ref.name} in the drill's namespace`, got: 'no such object', where, next: 'See its name with kubectl, and put it right in the scenario.' });
  if (found.ready === 0) throw new Problem({ expected: `${ref.kind} ${ref.name} to have pods that are ready`, got: `0 of ${found.replicas}`, where, next: 'What is down already cannot be struck: bring it up first.' });
  return found;
}

export function withinPodsMax(world: World<'cluster'>, pods: number, where: string): void {
  const max = world.cluster.podsMax();
  if (pods > max) throw new Problem({ expected: `at most ${max} pods to be ended`, got: String(pods), where, next: 'world.settings.cluster.limits.pods in the scenario says how many may be.' });
}

/** Somebody may want fewer by now: then those are enough. While a rollout is under way, those that are ready may be about to go. */
export async function wholeProof({ ref, ready }: OnWorkload, world: World<'cluster'>, stop: AbortSignal): Promise<Proof> {
  const now = await world.cluster.workload(ref, stop);
  if (now === undefined) return { is: 'gone', saw: `${ref.kind} ${ref.name} does not exist any more: somebody removed it` };
  const saw = `${now.ready} of ${now.replicas} pods of ${ref.kind} ${ref.name} are ready (before: ${ready})${now.rolling ? ', and a rollout is under way' : ''}`;
  return { is: now.ready >= Math.min(ready, now.replicas) && !now.rolling ? 'gone' : 'present', saw };
}

/** Waits until the workload is whole, or for `recoveryMs`; the proof that follows says which. A look that fails is not the last one. */
export async function untilWhole(of: OnWorkload, world: World<'cluster'>, stop: AbortSignal): Promise<void> {
  const endMs = world.clock.now() + recoveryMs;
  while (!stop.aborted && world.clock.now() < endMs) {
    const proof = await wholeProof(of, world, stop).catch(() => undefined);
    if (proof?.is === 'gone') return;
    await world.clock.sleep(pollMs, stop);
  }
}

/** Pods are named after their workload, so what a controller did to one of them shows by the beginning of its name. */
export const podSeen = (workload: string, what: 'created' | 'deleted'): Expectation => ({ see: 'cluster', object: 'Pod', name: `${refOf(workload).name}-`, what });
