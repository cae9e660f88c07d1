/** Holds the kind of world `kubernetes`: one namespace of a cluster, with the practice range in it or a team's own staging. */
import type { CapabilityName, WorldKind } from '../../ports/capabilities.ts';
import type { ClusterTarget } from './api/cluster-config.ts';
import { kubernetesSettings } from './settings.ts';

const everywhere = ['load', 'http', 'entries', 'cluster', 'names'] as const satisfies readonly CapabilityName[];
const onRange = ['proxies', 'mail', 'capacity', 'plays', 'phone', 'rota'] as const satisfies readonly CapabilityName[];

/** The client of a cluster takes long to load, so it is loaded where one is asked, and not for `check` in another world or for the schema. */
export const kubernetesWorld = (target: ClusterTarget): WorldKind => ({
  name: 'kubernetes',
  summary: "a namespace of a cluster: the practice range in it, or a team's own staging behind interposed Toxiproxies; floods are k6 Jobs",
  simulated: false,
  // Pods are pulled, started and ended by others, who may be busy.
  limitsMs: { open: 180_000, reopen: 15_000, close: 45_000 },
  has: (settings) => {
    const { cluster } = kubernetesSettings.parse(settings ?? {});
    if (cluster.entries === undefined) return [...everywhere, ...onRange];
    return cluster.interpose.length > 0 || cluster.toxiproxy !== undefined ? [...everywhere, 'proxies'] : everywhere;
  },
  settings: kubernetesSettings,
  missing: async () => [],
  preflight: async (wish) => (await import('./preflight/preflight.ts')).preflight(target, wish),
  open: async (options, stop) => (await import('./open.ts')).openKubernetes(target, options, stop),
  reopen: async (description, run) => (await import('./reopen.ts')).reopenKubernetes(description, run),
});
