/** Holds the kinds of world, each loaded only when it is chosen. */
import type { WorldKind } from '../ports/capabilities.ts';
import type { ClusterTarget } from './kubernetes/api/cluster-config.ts';
import type { ModelInput } from './simulated/model-settings.ts';

/** What a kind of world may be told when it is chosen. */
export interface WorldTarget extends ClusterTarget {
  /** For the simulated world: what the model takes as given, where it isn't the default. */
  readonly model?: ModelInput | undefined;
}

export const worldKinds = {
  local: async (_target?: WorldTarget) => (await import('./local/index.ts')).localWorld,
  simulated: async ({ model }: WorldTarget = {}) => {
    const { simulatedKind, simulatedWorld } = await import('./simulated/index.ts');
    return model === undefined ? simulatedWorld : simulatedKind({ model });
  },
  kubernetes: async (target: WorldTarget = {}) => (await import('./kubernetes/index.ts')).kubernetesWorld(target),
} as const satisfies Record<string, (target?: WorldTarget) => Promise<WorldKind>>;
