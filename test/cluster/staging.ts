/** Holds what a team's own staging has in tests of a cluster: the outpost alone, as the agent's Deployment has it, and the example's shop. */
import { $ } from 'zx/core';
import { resolve } from 'node:path';
import { type Outpost, openOutpost } from '../../src/worlds/kubernetes/outpost/outpost.ts';
import { eventually, type TestNamespace } from './kit.ts';

export const image = process.env['GAMEDAY_IMAGE'] ?? 'gameday:dev';
export const confined = '{ runAsUser: 1000, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false }';

/** The outpost alone, as the agent's Deployment has it. */
export const outpostAlone = (namespace: string) => `
apiVersion: v1
kind: Service
metadata: { name: gameday-agent }
spec:
  selector: { app.kubernetes.io/name: gameday-agent }
  ports: [{ port: 8700 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gameday-agent }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: gameday-agent } }
  template:
    metadata: { labels: { app.kubernetes.io/name: gameday-agent } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: outpost
          image: ${image}
          imagePullPolicy: IfNotPresent
          command: [node, /app/src/entry/outpost.ts, --serve, '0.0.0.0:8700', --tunnel, '127.0.0.1:8701', --namespace, ${namespace}]
          readinessProbe: { httpGet: { path: /healthz, port: 8700 }, periodSeconds: 1 }
          securityContext: ${confined}
`;

/** The example's manifests as kustomize writes them, with the image that the cluster has for sure. */
export const shopManifests = async (): Promise<string> => (await $`kubectl kustomize ${resolve(import.meta.dirname, '../../k8s/examples/shop')}`).stdout.replaceAll('node:24-bookworm-slim', image);

/** Resolves once the outpost is reached and all of `deployments` are ready. */
export async function openStaging({ name, client, kubectl, apply }: TestNamespace, yaml: string, deployments: readonly string[], run: string): Promise<Outpost> {
  await apply(outpostAlone(name));
  await apply(yaml);
  for (const deployment of ['gameday-agent', ...deployments]) await kubectl('rollout', 'status', `deployment/${deployment}`, '--timeout=90s');
  const outpost = await openOutpost({ client, run }, AbortSignal.timeout(20_000));
  return outpost;
}

/** Waits until nothing bears the run's label any more. */
export const nothingLeft = ({ kubectl }: TestNamespace, run: string): Promise<unknown> =>
  eventually('nothing of the run to be left', 40_000, async () => (await kubectl('get', 'deployments,services,configmaps,pods', '-l', `gameday.dev/run=${run}`, '-o', 'name')).trim() === '');
