/** Holds the simulated world with a fake cluster in it, so that every fault of the catalogue can be tested in one and the same way. */
import { withWhatThereIs } from '../../src/ports/capabilities.ts';
import type { OpenedWorld } from '../../src/ports/world-kind.ts';
import { simulatedKind } from '../../src/worlds/simulated/index.ts';
import type { SimulatedKind, SimulatedOptions } from '../../src/worlds/simulated/index.ts';
import { type FakeCluster, fakeCluster } from './fake-cluster.ts';

/** The simulated world that people may choose has no cluster: a model of one would say nothing about theirs. */
export function clusteredKind(options: SimulatedOptions = {}): SimulatedKind {
  const kind = simulatedKind(options);
  const clusters = new Map<string, FakeCluster>();
  const clusterOf = (run: string): FakeCluster => {
    const known = clusters.get(run) ?? fakeCluster(kind.clock(run));
    clusters.set(run, known);
    return known;
  };
  const clustered = (opened: OpenedWorld, run: string): OpenedWorld => ({ ...opened, world: withWhatThereIs({ ...opened.world, cluster: clusterOf(run).cluster }) });
  return {
    ...kind,
    has: (settings) => [...kind.has(settings), 'cluster'],
    open: async (given, stop) => {
      clusters.delete(given.run);
      return clustered(await kind.open(given, stop), given.run);
    },
    reopen: async (description, run) => clustered(await kind.reopen(description, run), run),
    snapshot: (run) => ({ range: kind.snapshot(run), cluster: clusterOf(run).snapshot() }),
  };
}
