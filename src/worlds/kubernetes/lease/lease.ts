/** Holds how the one Lease of a namespace is got: by a run when it is free, by whoever withdraws for a run that is gone. */
import { hostname } from 'node:os';
import { Problem } from '../../../problem.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { type HeldLease, holdLease } from './held-lease.ts';
import { changesIn, type Holder, holderAnnotation, type LeaseObject, leaseRef, type LeaseState, leaseState, looksAlive, microTime, readLease } from './lease-object.ts';
import { types } from '../api/objects.ts';

export type { HeldLease } from './held-lease.ts';

export interface AcquireLease {
  readonly client: ClusterClient;
  readonly run: string;
  /** For the person whose drill is refused because of this one. */
  readonly who: string;
  readonly seconds?: number;
}

const lookMs = 500;
/** In a pod the host's name is the pod's. */
const thisProcess = () => `${hostname()}/${process.pid}`;

const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
const where = (client: ClusterClient) => `namespace ${client.namespace} of context ${client.context}`;
const free = (client: ClusterClient) => `kubectl delete lease ${leaseRef.name} --namespace ${client.namespace}`;

function inUse(client: ClusterClient, state: LeaseState): Problem {
  const who = state.holder?.who ?? 'nobody knows who';
  const agoS = Math.max(0, Math.round((Date.now() - state.renewedMs) / 1000));
  const got = state.holder?.heals === true ? `what run ${state.run} left is being withdrawn by ${who}, since ${time(state.sinceMs)} UTC` : `run ${state.run} (${who}), which has the Lease since ${time(state.sinceMs)} UTC and renewed it ${agoS} s ago`;
  const next = state.holder?.heals === true ? `Wait until that is done. Where it can't be, put it back by hand and say \`${free(client)}\`.` : 'One drill at a time: wait until that one ends, or end it with `gameday abort` where it runs.';
  return new Problem({ expected: 'nobody else to drill here', got, where: where(client), next });
}

function leftBehind(client: ClusterClient, state: LeaseState): Problem {
  const { kept, unreadable } = changesIn(state.book);
  const left = kept.length + unreadable.length;
  const what = left === 0 ? 'what it may have left has not been looked at' : `${left} of its changes ${left === 1 ? 'is' : 'are'} not withdrawn`;
  return new Problem({ expected: 'a namespace that the last drill left as it was', got: `run ${state.run ?? '(unknown)'} ended without its end, and ${what}`, where: where(client), next: `The reaper in the namespace does that within seconds (\`kubectl logs deployment/gameday-agent --container reaper --namespace ${client.namespace}\`), \`gameday heal\` from where the run was started. Once you have put it back by hand: \`${free(client)}\`.` });
}

const taken = (run: string, seconds: number, turn: number, holder: Holder) => ({
  annotations: { [holderAnnotation]: JSON.stringify(holder) },
  spec: { holderIdentity: run, leaseDurationSeconds: seconds, leaseTransitions: turn, acquireTime: microTime(), renewTime: microTime() },
});

/** Takes it as it was seen; undefined when anybody wrote to it since, such as a holder that lives after all. */
export async function takeLease(client: ClusterClient, seen: LeaseState, { run, who, heals, seconds = seen.seconds }: { run: string; who: string; heals: boolean; seconds?: number }): Promise<HeldLease | undefined> {
  const begunMs = performance.now();
  const { annotations, spec } = taken(run, seconds, seen.turn + 1, { who, process: thisProcess(), heals });
  try {
    const object = await client.merge<LeaseObject>(leaseRef, { metadata: { resourceVersion: seen.version, annotations }, spec });
    return holdLease({ client, state: leaseState(object), begunMs });
  } catch (error) {
    if (error instanceof ApiProblem && (error.code === 409 || error.code === 404)) return undefined;
    throw error;
  }
}

async function createLease({ client, run, who, seconds = 10 }: AcquireLease): Promise<HeldLease | undefined> {
  const begunMs = performance.now();
  const { annotations, spec } = taken(run, seconds, 0, { who, process: thisProcess(), heals: false });
  try {
    const object = await client.create<LeaseObject>({ ...types.Lease, metadata: { name: leaseRef.name, annotations }, spec });
    return holdLease({ client, state: leaseState(object), begunMs });
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 409) return undefined;
    throw error;
  }
}

/** Watches a Lease that looks run out for as long as it lasts, since its holder's clock may be behind; undefined when it moved. */
async function unmoved(client: ClusterClient, seen: LeaseState): Promise<LeaseState | undefined> {
  const untilMs = performance.now() + seen.seconds * 1000;
  for (;;) {
    const now = await readLease(client);
    if (now?.uid !== seen.uid || now.turn !== seen.turn || now.renewedMs !== seen.renewedMs) return undefined;
    if (performance.now() >= untilMs) return now;
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** Rejects with a Problem that names the holder when another run has it, or left something behind. */
export async function acquireLease(options: AcquireLease): Promise<HeldLease> {
  const { client, run, who, seconds = 10 } = options;
  for (;;) {
    let seen = await readLease(client);
    if (seen?.run !== undefined && looksAlive(seen)) throw inUse(client, seen);
    if (seen !== undefined && Object.keys(seen.book).length > 0) throw leftBehind(client, seen);
    if (seen?.run !== undefined) seen = await unmoved(client, seen);
    else if (seen === undefined) {
      const created = await createLease(options);
      if (created !== undefined) return created;
    }
    const held = seen === undefined ? undefined : await takeLease(client, seen, { run, who, heals: false, seconds });
    if (held !== undefined) return held;
  }
}

/**
 * Takes the Lease of a run whose runner is known to be gone, so that neither it (should it wake up) nor the reaper in the cluster goes on
 * beside this process. Undefined where the Lease isn't that run's any more, or is this process's already; rejects while somebody else withdraws.
 */
export async function takeOverLease({ client, run, who }: Omit<AcquireLease, 'seconds'>): Promise<HeldLease | undefined> {
  for (;;) {
    const seen = await readLease(client);
    if (seen?.run !== run) return undefined;
    if (seen.holder?.heals === true) {
      if (seen.holder.process === thisProcess()) return undefined;
      if (looksAlive(seen)) throw inUse(client, seen);
    }
    const held = await takeLease(client, seen, { run, who, heals: true, seconds: Math.max(seen.seconds, 10) });
    if (held !== undefined) return held;
  }
}
