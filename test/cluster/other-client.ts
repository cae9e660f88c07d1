/** Holds clients of the test cluster that are not its administrator's own: another user's, or one that goes another way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { $ } from 'zx/core';
import { type ClusterClient, clusterClient } from '../../src/worlds/kubernetes/api/client.ts';

interface Known {
  readonly users: readonly { readonly name: string; readonly user: object }[];
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
}

/** Made from a copy of the kubeconfig in which only that is different. */
export async function otherClient(namespace: string, { token, server }: { token?: string; server?: string }): Promise<ClusterClient> {
  const known = JSON.parse((await $({ quiet: true })`kubectl config view --raw --minify --flatten -o json`).stdout) as Known;
  const users = known.users.map((each) => (token === undefined ? each : { name: each.name, user: { token } }));
  const clusters = known.clusters.map((each) => (server === undefined ? each : { name: each.name, cluster: { ...each.cluster, server } }));
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-kubeconfig-'));
  const before = process.env['KUBECONFIG'];
  try {
    const file = path.join(folder, 'kubeconfig');
    writeFileSync(file, JSON.stringify({ ...known, users, clusters }), { mode: 0o600 });
    process.env['KUBECONFIG'] = file;
    return clusterClient({ namespace });
  } finally {
    process.env['KUBECONFIG'] = before;
    rmSync(folder, { recursive: true });
  }
}
