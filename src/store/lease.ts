/** Holds the lease on a run: whoever wrote the newest segment may touch the world, and nobody else. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { segmentName } from './segments.ts';

export interface Lease {
  /** Ask before each change: false once a successor has taken over. */
  held(): boolean;
  /** What took the lease away, for a person. */
  readonly saw: string;
}

/** The lease of the process that writes `segment`: lost at the moment when the next segment is created. */
export function segmentLease(folder: string, segment: number): Lease {
  const successor = path.join(folder, segmentName(segment + 1));
  return { held: () => !existsSync(successor), saw: `${successor} exists: another process has taken this run over` };
}

/** Held while both are: a run in a shared world has a lease there beside the one on its journal. */
export const bothLeases = (one: Lease, other: Lease | undefined): Lease =>
  other === undefined ? one : { held: () => one.held() && other.held(), get saw() { return one.held() ? other.saw : one.saw; } };
