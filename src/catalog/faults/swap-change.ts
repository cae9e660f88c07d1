/** Holds what faults that swap a field of a cluster's object share: the change, and whether the object still carries it. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { ClusterField, ClusterRef, Swap } from '../../ports/cluster.ts';
import type { Json } from '../../record/json.ts';
import { clusterRef } from './workload.ts';

const fields = ['replicas', 'selector', 'restartedAt', 'bounds'] as const satisfies readonly ClusterField[];
export const swapChange = z.object({ ref: clusterRef, field: z.enum(fields), from: z.json(), to: z.json() });

export const swapOf = (ref: ClusterRef, field: ClusterField, from: Json, to: Json) => swapChange.parse({ ref, field, from, to });

/** What is left of a swap on its object, in words; undefined where the note is off it, or the object is gone. */
export async function leftOf(swap: Swap, world: World<'cluster'>, stop: AbortSignal): Promise<string | undefined> {
  const now = await world.cluster.read(swap, stop);
  return now?.swapped === true ? `${swap.field} of ${swap.ref.kind} ${swap.ref.name} is ${JSON.stringify(now.value)}, and noted as swapped` : undefined;
}
