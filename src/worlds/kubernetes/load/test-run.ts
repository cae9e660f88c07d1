/** Holds a generator of several runners as a TestRun of k6-operator, which divides the profile among them. */
import type { V1Job } from '@kubernetes/client-node';
import { Problem } from '../../../problem.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { containerSecurity, environmentOf, generatorLabels, type GeneratorPlan, imageOf, k6Call, lifetimeOf, podSecurity, resourcesOf, scratchMount, scratchVolume, scriptPath } from './generator-pod.ts';
import { type ClusterObject, refTo, types } from '../api/objects.ts';
import type { ClusterSettings } from '../settings.ts';

export interface TestRun extends ClusterObject {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: { readonly stage?: string };
}

/** What k6-operator puts on a TestRun's Jobs and their pods; the initializer and the starter lack the second. */
export const runnersOf = (testRun: string): string => `k6_cr=${testRun},runner=true`;

export function generatorTestRun(plan: GeneratorPlan): TestRun {
  const { parallelism, nodeSelector } = plan.settings.generators;
  const metadata = { labels: generatorLabels(plan.run) };
  const pod = {
    metadata,
    ...imageOf(plan),
    nodeSelector,
    automountServiceAccountToken: 'false',
    env: environmentOf(plan),
    resources: resourcesOf(plan),
    securityContext: podSecurity,
    containerSecurityContext: containerSecurity,
    volumes: [scratchVolume],
    volumeMounts: [scratchMount],
  };
  return {
    ...types.TestRun,
    metadata: { name: plan.object, ...metadata },
    spec: {
      parallelism,
      script: { configMap: { name: plan.object, file: scriptPath(plan).split('/').at(-1) } },
      // Each is split at spaces again. The first says `run`, which k6-operator says itself.
      arguments: k6Call(plan).slice(1).join(' '),
      // They wait at the gate of the drill, all of them; the operator's own start, by a pod of its own, is a second or more uncertain.
      paused: 'false',
      runner: pod,
      // The scripts are gameday's, so there is nothing to look at first. It is described all the same for operators that know no `disabled`.
      initializer: { ...pod, disabled: true },
      starter: { metadata, automountServiceAccountToken: 'false', nodeSelector, imagePullPolicy: 'IfNotPresent' },
    },
  };
}

const lacksOperator = {
  got: 'a cluster that knows no TestRun (k6.io/v1alpha1)',
  where: 'world.settings.cluster.generators.parallelism',
  next: 'Have k6-operator installed (https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/), or set parallelism to 1: a Job needs no operator.',
};

/** Asked beforehand: several runners a generator need k6-operator, whose own resource shows whether it is there. */
export async function refusalsOfRunners(client: Pick<ClusterClient, 'knows'>, { generators: { parallelism } }: Pick<ClusterSettings, 'generators'>): Promise<readonly string[]> {
  if (parallelism === 1 || (await client.knows(types.TestRun))) return [];
  const { got, where, next } = lacksOperator;
  return [`The ${parallelism} runners of each generator (${where}) need k6-operator, and this is ${got}. ${next}`];
}

export async function createTestRun(client: ClusterClient, plan: GeneratorPlan): Promise<TestRun> {
  try {
    return await client.create(generatorTestRun(plan));
  } catch (cause) {
    if (!(cause instanceof ApiProblem && cause.code === 404)) throw cause;
    throw new Problem({ expected: `k6-operator in the cluster, for the ${plan.settings.generators.parallelism} runners of generator "${plan.spec.name}"`, ...lacksOperator, cause });
  }
}

/** The operator gives its Jobs neither a deadline nor an end of their being kept. */
export async function limitRunners(client: ClusterClient, plan: GeneratorPlan): Promise<void> {
  const jobs = await client.list<V1Job>(types.Job, runnersOf(plan.object));
  await Promise.all(jobs.map(({ metadata }) => client.merge(refTo(types.Job, metadata?.name ?? ''), { spec: lifetimeOf(plan) })));
}
