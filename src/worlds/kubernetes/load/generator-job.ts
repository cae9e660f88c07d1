/** Holds a generator as a Job: one pod that runs k6 once. */
import type { V1Job } from '@kubernetes/client-node';
import { containerSecurity, environmentOf, generatorLabels, type GeneratorPlan, imageOf, k6Call, k6Container, lifetimeOf, podSecurity, resourcesOf, scratchMount, scratchVolume, scriptPath, scriptsMount, scriptsVolume } from './generator-pod.ts';
import { types } from '../api/objects.ts';

/** k6 ends 10 ms after SIGTERM. */
const graceSeconds = 2;

export function generatorJob(plan: GeneratorPlan): V1Job {
  const labels = generatorLabels(plan.run);
  const { nodeSelector } = plan.settings.generators;
  const k6 = { name: k6Container, ...imageOf(plan), command: ['k6', ...k6Call(plan), scriptPath(plan)], env: environmentOf(plan), resources: resourcesOf(plan), securityContext: containerSecurity, volumeMounts: [scriptsMount, scratchMount] };
  return {
    ...types.Job,
    metadata: { name: plan.object, labels },
    spec: {
      // One that failed isn't tried again: traffic that nobody asked for would come.
      backoffLimit: 0,
      ...lifetimeOf(plan),
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: graceSeconds,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          nodeSelector,
          securityContext: podSecurity,
          containers: [k6],
          volumes: [scriptsVolume(plan), scratchVolume],
        },
      },
    },
  };
}
