/** Holds the world as one action may see it: the clock, chance under its own name, and the capabilities that it declares. */
import type { AnyWorld, CapabilityName } from '../ports/capabilities.ts';

/** An action gets nothing that it doesn't declare, so two whose needs differ can't touch the same thing. */
export function worldFor(needs: readonly CapabilityName[], world: AnyWorld, who: string): AnyWorld {
  const granted = Object.fromEntries(needs.map((name) => [name, world[name]]));
  // The action's own type says which of these it can reach; what it didn't declare is absent here too.
  return { clock: world.clock, random: world.random.fork(who), ...granted } as unknown as AnyWorld;
}
