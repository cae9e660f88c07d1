/** Holds how another process reaches a Kubernetes world that it didn't open: the reaper beside the runner, the one in the cluster, a stranger. */
import type { OpenedWorld } from '../../ports/capabilities.ts';
import type { Json } from '../../record/json.ts';
import { Problem } from '../../problem.ts';
import { hostname, tmpdir } from 'node:os';
import { assemble, stepsMs } from './assemble.ts';
import { clusterClient } from './api/client.ts';
import { closeRun } from './close.ts';
import { readDescription } from './description.ts';
import { stopsOutside } from './external/outside-load.ts';
import { takeOverLease } from './lease/lease.ts';
import { openOutpost } from './outpost/outpost.ts';

/** Reaching the outpost may take a restart of its pod. */
const reachMs = 8000;

export async function reopenKubernetes(described: Json, run: string): Promise<OpenedWorld> {
  const description = readDescription(described);
  if (description.run !== run) throw new Problem({ expected: `the description of run ${run}`, got: `that of ${description.run}`, where: 'world.opened' });
  // In a pod there is no context to choose: the cluster is the one around it.
  const inside = process.env['KUBERNETES_SERVICE_HOST'] !== undefined && process.env['KUBECONFIG'] === undefined;
  const client = clusterClient({ namespace: description.namespace, ...(!inside && { context: description.context }) });
  // Undefined where the run's Lease is free already, or the reaper in the cluster has it, in this very process.
  const lease = await takeOverLease({ client, run, who: `whoever withdraws for run ${run} on ${hostname()}, process ${process.pid}` });
  try {
    const outpost = await openOutpost({ client, run }, AbortSignal.timeout(reachMs));
    return {
      world: await assemble(description, { client, outpost, logs: tmpdir(), outside: inside ? undefined : stopsOutside(description.cluster, run) }),
      description,
      tools: description.tools,
      stepsMs,
      ...(lease !== undefined && { keeper: lease.keeper, lease }),
      close: (stop, kept) => closeRun({ run, client, outpost, kept, ...(lease !== undefined && { lease }) }, stop),
    };
  } catch (problem) {
    await lease?.leave();
    throw problem;
  }
}
