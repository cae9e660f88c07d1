/** Holds the kinds of world, each loaded only when it is chosen. */
import type { WorldKind } from '../ports/capabilities.ts';
import type { ClusterTarget } from './kubernetes/api/cluster-config.ts';

export const worldKinds = {
  local: async (_target?: ClusterTarget) => (await import('./local/index.ts')).localWorld,
  simulated: async (_target?: ClusterTarget) => (await import('./simulated/index.ts')).simulatedWorld,
  kubernetes: async (target: ClusterTarget = {}) => (await import('./kubernetes/index.ts')).kubernetesWorld(target),
} as const satisfies Record<string, (target?: ClusterTarget) => Promise<WorldKind>>;
