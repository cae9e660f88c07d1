/** Holds the Lease of a namespace as an object of the cluster: what it says of its holder, and of what that holder has changed. */
import { z } from 'zod';
import type { KeptChange } from '../../../ports/capabilities.ts';
import type { Json } from '../../../record/json.ts';
import type { ClusterClient } from '../api/client.ts';
import { annotations, type ClusterObject, leaseName, refTo, types } from '../api/objects.ts';

export const leaseRef = refTo(types.Lease, leaseName);

/** On the Lease: who holds it, JSON; the holder's identity itself is the run's id, for whoever looks with kubectl. */
export const holderAnnotation = 'gameday.dev/holder';
/** On the Lease: what a reaper did last, JSON `{ run, atMs, withdrawn, left }`. */
export const reapedAnnotation = 'gameday.dev/reaped';

export interface LeaseObject extends ClusterObject {
  readonly spec?: {
    readonly holderIdentity?: string | null;
    readonly leaseDurationSeconds?: number;
    readonly leaseTransitions?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
  };
}

const holder = z.object({
  /** For people. */
  who: z.string(),
  /** Names one process, so that it knows its own Lease again. */
  process: z.string(),
  /** True for whoever withdraws what the run left. */
  heals: z.boolean(),
});
export type Holder = z.output<typeof holder>;

const keptChange = z.object({ inject: z.string(), n: z.number(), action: z.string(), change: z.json() });

export interface LeaseState {
  /** The run that holds it; undefined where it is free. */
  readonly run: string | undefined;
  readonly holder: Holder | undefined;
  /** Grows with each new holder, also where it withdraws for the same run. */
  readonly turn: number;
  readonly seconds: number;
  /** By the holder's clock. */
  readonly sinceMs: number;
  readonly renewedMs: number;
  readonly uid: string;
  readonly version: string;
  /** Those of gameday's annotations that a holder keeps up, by key. */
  readonly book: Readonly<Record<string, string>>;
}

const parsed = <T>(type: z.ZodType<T>, text: string | undefined): T | undefined => {
  if (text === undefined) return undefined;
  try {
    return type.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

const isKept = (key: string) => key === annotations.description || key.startsWith(annotations.change);

export function leaseState({ metadata, spec }: LeaseObject): LeaseState {
  const notes = metadata?.annotations ?? {};
  return {
    run: spec?.holderIdentity ?? undefined,
    holder: parsed(holder, notes[holderAnnotation]),
    turn: spec?.leaseTransitions ?? 0,
    seconds: spec?.leaseDurationSeconds ?? 10,
    sinceMs: Date.parse(spec?.acquireTime ?? '') || 0,
    renewedMs: Date.parse(spec?.renewTime ?? '') || 0,
    uid: metadata?.uid ?? '',
    version: metadata?.resourceVersion ?? '',
    book: Object.fromEntries(Object.entries(notes).filter(([key]) => isKept(key))),
  };
}

export async function readLease(client: ClusterClient): Promise<LeaseState | undefined> {
  const object = await client.read<LeaseObject>(leaseRef);
  return object === undefined ? undefined : leaseState(object);
}

/** By the holder's clock and this machine's, which may differ: good enough to refuse by, not to take over by. */
export const looksAlive = ({ renewedMs, seconds }: LeaseState): boolean => Date.now() < renewedMs + seconds * 1000;

export const descriptionIn = (book: LeaseState['book']): Json | undefined => parsed(z.json(), book[annotations.description]);

/** The changes on a Lease, newest first. What can't be read is somebody's edit, and named by its annotation. */
export function changesIn(book: LeaseState['book']): { readonly kept: readonly (KeptChange & { readonly key: string })[]; readonly unreadable: readonly string[] } {
  const indexOf = (key: string) => Number(key.slice(annotations.change.length));
  const keys = Object.keys(book).filter((key) => key.startsWith(annotations.change)).sort((a, b) => indexOf(b) - indexOf(a));
  const read = keys.map((key) => ({ key, change: parsed(keptChange, book[key]) }));
  return {
    kept: read.flatMap(({ key, change }) => (change === undefined ? [] : [{ ...change, key }])),
    unreadable: read.flatMap(({ key, change }) => (change === undefined ? [key] : [])),
  };
}

/** The API server's MicroTime: Kubernetes refuses a time with milliseconds alone. */
export const microTime = (): string => new Date().toISOString().replace('Z', '000Z');
