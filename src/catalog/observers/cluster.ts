/** Holds the observer `cluster`: what changes in the namespace's Services, workloads, pods, autoscalers and ways in, and who changed it. */
import { z } from 'zod';
import { observer } from '../observer.ts';

export const cluster = observer({
  kind: 'cluster',
  summary: "hears of every change in the drill's namespace: Services, workloads, pods, autoscalers, ways in and Events, with who made it",
  needs: ['cluster'],
  spec: z.strictObject({}),
  observe: (_spec, world, emit, stop) =>
    world.cluster.watch((change) => {
      if (!stop.aborted) emit('cluster.changed', change);
    }, stop),
});
