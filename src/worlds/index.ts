/** Holds the kinds of world, each loaded only when it is chosen. */
import type { WorldKind } from '../ports/capabilities.ts';

export const worldKinds = {
  local: async () => (await import('./local/index.ts')).localWorld,
  simulated: async () => (await import('./simulated/index.ts')).simulatedWorld,
} as const satisfies Record<string, () => Promise<WorldKind>>;
