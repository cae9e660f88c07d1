/** Holds the end of a run in a cluster: interposed Toxiproxies taken out, everything that was made for it gone, the Lease free. */
import { reasonOf } from '../../problem.ts';
import type { ClusterClient } from './api/client.ts';
import { removeInterposed } from './proxies/interpose.ts';
import type { HeldLease } from './lease/lease.ts';
import type { Outpost } from './outpost/outpost.ts';
import { sweep } from './swaps/sweep.ts';

export interface Closing {
  readonly run: string;
  readonly client: ClusterClient;
  readonly outpost?: Outpost;
  /** Absent where the Lease is somebody else's to free. */
  readonly lease?: Pick<HeldLease, 'release' | 'leave'>;
  /** Told what somebody else set meanwhile and that was therefore left alone: it is theirs, and not left behind. */
  readonly kept?: ((what: string) => void) | undefined;
}

/** Returns what is left, as sentences; safe to repeat. */
export async function closeRun({ run, client, outpost, lease, kept = () => {} }: Closing, stop: AbortSignal): Promise<readonly string[]> {
  const left: string[] = [];
  const tried = async (what: string, work: () => Promise<readonly string[] | void>) => {
    try {
      left.push(...((await work()) ?? []));
    } catch (error) {
      left.push(`${what} (${reasonOf(error)})`);
    }
  };
  await tried('an interposed Toxiproxy', () => removeInterposed({ run, client, kept }, stop));
  await tried('an object of the run', () => sweep({ run, client, kept }, stop));
  // Where something is left, the reaper in the namespace goes on: it takes a Lease that has run out.
  await tried('the Lease', async () => (left.length === 0 ? lease?.release() : lease?.leave()));
  await outpost?.close();
  return left;
}
