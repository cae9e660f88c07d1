/** Holds the broom: whatever carries a run's mark in its namespace is put back or removed, without its journal and without its world. */
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../../problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { type ClusterObject, labels, refTo, type Type, types } from '../api/objects.ts';
import { swapsIn, unswapField } from './swaps.ts';

export interface Sweep {
  readonly client: ClusterClient;
  readonly run: string;
  /** Told, once each, what somebody else set meanwhile and that was therefore left alone. */
  readonly kept?: (what: string) => void;
}

/** What gameday makes for a run; makers before what they make, or it would be made again. */
const made = ['TestRun', 'Job', 'Deployment', 'Service', 'ConfigMap', 'Pod'] as const satisfies readonly (keyof typeof types)[];
const generators = ['TestRun', 'Job'] as const;
/** A generator ends at once when it is told to, and nobody waits for the connections of a Toxiproxy that nothing leads to any more. */
const podGraceSeconds = 1;
const againMs = 200;

async function putBack({ client, run }: Sweep, kept: (what: string) => void): Promise<readonly string[]> {
  const swaps = await swapsIn(client, run);
  const put = swaps.map(async (swap) => {
    try {
      const result = await unswapField(client, run, swap);
      if (result.kept !== undefined) kept(result.kept);
      return [];
    } catch (error) {
      return [`${swap.field} of ${swap.ref.kind} ${swap.ref.name} could not be put back (${reasonOf(error)})`];
    }
  });
  return (await Promise.all(put)).flat();
}

async function remove(client: ClusterClient, type: Type, { metadata }: ClusterObject): Promise<string> {
  const name = metadata?.name ?? '';
  const ending = metadata?.deletionTimestamp !== undefined;
  const what = `${type.kind} ${name}`;
  const ref = refTo(type, name);
  const same = { ...(metadata?.uid !== undefined && { uid: metadata.uid }) };
  try {
    // A pod that takes its time is asked again, with less of it; what its makers' end took away meanwhile is gone already.
    if (type.kind === 'Pod') await client.remove(ref, { ...same, graceSeconds: podGraceSeconds });
    else if (!ending) await client.remove(ref, same);
    return `${what} is ${ending ? 'still ending' : 'still there'}`;
  } catch (error) {
    return `${what} could not be removed (${reasonOf(error)})`;
  }
}

/** Returns what was there before this round; one round finds nothing when all is gone. */
async function round(client: ClusterClient, run: string, kinds: readonly (typeof made)[number][]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const kind of kinds) {
    try {
      const objects = await client.list(types[kind], `${labels.run}=${run}`);
      left.push(...(await Promise.all(objects.map((object) => remove(client, types[kind], object)))));
    } catch (error) {
      left.push(`${kind}s of the run could not be looked for (${reasonOf(error)})`);
    }
  }
  return left;
}

/** Goes on until nothing of the run is left or `stop` aborts; never rejects. Returns what is left, as sentences. Safe to repeat, and beside others that do the same. */
export async function sweep(options: Sweep, stop: AbortSignal): Promise<readonly string[]> {
  const { client, run } = options;
  const told = new Set<string>();
  const kept = (what: string) => {
    if (!told.has(what)) options.kept?.(what);
    told.add(what);
  };
  for (;;) {
    const swapped = await putBack(options, kept).catch((error: unknown) => [`what the run had changed could not be looked for (${reasonOf(error)})`]);
    // Fields first: what a Service still leads to must not go. A flood must, whatever else can't be done.
    const left = [...swapped, ...(await round(client, run, swapped.length === 0 ? made : generators))];
    if (left.length === 0 || stop.aborted) return left;
    await sleep(againMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
