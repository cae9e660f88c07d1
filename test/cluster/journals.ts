/** Holds the volume of k8s/runner's journals where the cluster has no storage class: a folder of the node behind the very claim of the manifests, and who reads it once the runner is gone. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { $ } from 'zx';
import { root } from '../cli/gameday.ts';
import type { TestNamespace } from './kit.ts';
import { image } from './staging.ts';

export interface Journals {
  /** Copies the segments of a run's journal into this machine's folder `to`. */
  fetch(run: string, to: string): Promise<void>;
  /** Empties the volume and takes it out of the cluster: no namespace takes it along. */
  remove(): Promise<void>;
}

const parent = '/var/tmp/gameday-test-volumes';

/** The clerk is root, who alone can give the folder to the runner's user, and is there still when runners have gone. */
const volume = (namespace: string) => `
apiVersion: v1
kind: PersistentVolume
metadata: { name: ${namespace} }
spec:
  capacity: { storage: 1Gi }
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  claimRef: { namespace: ${namespace}, name: gameday-journals }
  hostPath: { path: ${parent}/${namespace}, type: DirectoryOrCreate }
---
apiVersion: v1
kind: Pod
metadata: { name: clerk, namespace: ${namespace} }
spec:
  terminationGracePeriodSeconds: 0
  containers:
    - name: clerk
      image: ${image}
      imagePullPolicy: IfNotPresent
      command: [sh, -c, 'mkdir -p /volumes/${namespace} && chown 1000:1000 /volumes/${namespace} && touch /tmp/ready && exec sleep 3600']
      readinessProbe: { exec: { command: [test, -f, /tmp/ready] }, periodSeconds: 1 }
      securityContext: { runAsUser: 0 }
      volumeMounts: [{ name: volumes, mountPath: /volumes }]
  volumes: [{ name: volumes, hostPath: { path: ${parent}, type: DirectoryOrCreate } }]
`;

export async function journalsOn({ name, apply, kubectl }: TestNamespace): Promise<Journals> {
  await apply(volume(name));
  await apply(readFileSync(path.join(root, 'k8s/runner/journals.yaml'), 'utf8'));
  await kubectl('wait', '--for=condition=Ready', 'pod/clerk', '--timeout=60s');
  const clerk = (...command: readonly string[]) => kubectl('exec', 'clerk', '--', ...command);
  const reports = `/volumes/${name}/reports`;
  return {
    async fetch(run, to) {
      mkdirSync(to, { recursive: true });
      for (const file of (await clerk('ls', `${reports}/${run}`)).split('\n').filter((each) => each.endsWith('.ndjson'))) writeFileSync(path.join(to, file), await clerk('cat', `${reports}/${run}/${file}`));
    },
    async remove() {
      await clerk('rm', '-rf', `/volumes/${name}`);
      await $`kubectl delete pv ${name} --wait=false`;
    },
  };
}
