/** Holds the watch of the reaper in a cluster: a Lease that its holder stopped renewing is taken over, and what that run left is withdrawn. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptChange } from '../../../ports/world-kind.ts';
import { reasonOf } from '../../../problem.ts';
import type { Json } from '../../../record/json.ts';
import type { ClusterClient } from '../api/client.ts';
import { type HeldLease, takeLease } from './lease.ts';
import { changesIn, descriptionIn, leaseRef, type LeaseState, readLease, reapedAnnotation } from './lease-object.ts';
import { types } from '../api/objects.ts';
import { sweep } from '../swaps/sweep.ts';

/** What a run left, as far as its Lease tells. */
export interface Left {
  readonly run: string;
  /** Undefined where the runner died before its world was described: then it changed nothing but what carries its mark. */
  readonly description: Json | undefined;
  /** Newest first. */
  readonly kept: readonly KeptChange[];
  readonly lease: HeldLease;
}

export interface Reaping {
  readonly client: ClusterClient;
  readonly who: string;
  /** Withdraws the kept changes and forgets those that are proved gone; returns what is left, as sentences. */
  readonly heal: (left: Left) => Promise<readonly string[]>;
  /** One line of the log. */
  readonly say: (what: string, details?: Readonly<Record<string, Json>>) => void;
  /** Called again and again while the API server answers, also while something is withdrawn. */
  readonly answered: () => void;
  readonly stop: AbortSignal;
}

/** A renewal is seen so much later at most, and counts from there: it is part of how long a fault outlives its runner. */
const lookMs = 250;
/** Above it, a look was late by this process' own fault, and says nothing of the runner. */
const looksLateMs = 1500;
const sweepMs = 10_000;
const againMs = { first: 1000, most: 30_000 };

const pause = (ms: number, stop: AbortSignal) => sleep(ms, undefined, { signal: stop }).catch(() => undefined);

/** Goes on until `stop` aborts; never rejects. */
export async function reapLeases(reaping: Reaping): Promise<void> {
  const { client, say, answered, stop } = reaping;
  let seen: { mark: string; silentMs: number; atMs: number } | undefined;
  let away = false;
  for (let nextMs = lookMs; !stop.aborted; await pause(nextMs, stop)) {
    nextMs = lookMs;
    try {
      const lease = await readLease(client);
      answered();
      if (away) say('the API server answers again');
      away = false;
      const atMs = performance.now();
      // Only what the holder writes: a note by somebody else renews nothing. No clock is compared with another.
      const mark = lease?.run === undefined ? undefined : `${lease.uid} ${lease.turn} ${lease.renewedMs}`;
      if (lease === undefined || mark === undefined) seen = undefined;
      else if (seen?.mark !== mark) seen = { mark, silentMs: 0, atMs };
      else {
        // While nobody could be seen, nobody could renew either: that time doesn't count.
        seen = { mark, silentMs: seen.silentMs + Math.min(atMs - seen.atMs, looksLateMs), atMs };
        const leftMs = lease.seconds * 1000 - seen.silentMs;
        if (leftMs <= 0) {
          await reap(reaping, lease);
          seen = undefined;
        } else nextMs = Math.min(lookMs, Math.ceil(leftMs));
      }
    } catch (error) {
      if (!away) say('the Lease could not be looked at; trying again', { detail: reasonOf(error) });
      away = true;
      if (seen !== undefined) seen.atMs = performance.now();
    }
  }
}

async function reap(reaping: Reaping, expired: LeaseState): Promise<void> {
  const { client, who, say, answered } = reaping;
  const run = expired.run ?? '';
  const lease = await takeLease(client, expired, { run, who, heals: true, seconds: Math.max(expired.seconds, 10) });
  if (lease === undefined) return say('the Lease moved after all', { run });
  // However long it takes: this pod is the outpost's too, and once it isn't ready, nobody gets in by that, the withdrawal itself among them.
  const renewed = setInterval(() => void (lease.held() && answered()), lookMs);
  await clear(reaping, expired, lease).finally(() => clearInterval(renewed));
}

/** Tries until nothing is left, since nobody else will; stops when somebody else took the Lease. Never rejects. */
async function clear(reaping: Reaping, expired: LeaseState, lease: HeldLease): Promise<void> {
  const { client, heal, say, stop } = reaping;
  const run = expired.run ?? '';
  const { kept, unreadable } = changesIn(expired.book);
  say('a run left its Lease; taking over', { run, holder: expired.holder?.who ?? null, changes: kept.length });
  const keptByOthers: string[] = [];
  let told = '';
  for (let againInMs = againMs.first; !stop.aborted && lease.held(); againInMs = Math.min(2 * againInMs, againMs.most)) {
    const stuck = await heal({ run, description: descriptionIn(expired.book), kept: lease.kept(), lease }).catch((error: unknown) => [reasonOf(error)]);
    const swept = await sweep({ client, run, kept: (what) => keptByOthers.push(what) }, AbortSignal.any([stop, AbortSignal.timeout(sweepMs)]));
    const left = [...stuck, ...swept, ...unreadable.map((key) => `what ${key} on the Lease says can't be read`)];
    const withdrawn = kept.length - lease.kept().length;
    const outcome = { run, withdrawn, left, kept: keptByOthers };
    const done = left.length === 0;
    if (done || told !== left.join()) {
      say(done ? 'nothing of the run is left' : 'not all could be withdrawn; trying again', outcome);
      await report(reaping, { ...outcome, done });
      told = left.join();
    }
    const note = { [reapedAnnotation]: JSON.stringify({ ...outcome, atMs: Date.now() }) };
    // One that can't be freed runs out and is found again, with nothing left to do but that.
    if (done) return lease.release(note).catch((error: unknown) => say('the Lease could not be freed', { detail: reasonOf(error) }));
    await pause(againInMs, stop);
  }
  if (!stop.aborted) say('the Lease was lost', { run, saw: lease.saw });
  // One that nobody else has taken is found again once it has run out; renewed further, it never would.
  await lease.leave().catch(() => undefined);
}

/** An Event is where people look first: `kubectl get events`. */
async function report({ client, who, say }: Reaping, { run, withdrawn, left, kept, done }: { run: string; withdrawn: number; left: readonly string[]; kept: readonly string[]; done: boolean }): Promise<void> {
  const now = new Date();
  const also = kept.length === 0 ? '' : ` Somebody else's later values stay: ${kept.join('; ')}.`;
  const begun = `Run ${run} ended without its end: ${withdrawn} ${withdrawn === 1 ? 'change' : 'changes'} withdrawn`;
  const message = done ? `${begun}, nothing of it is left.${also}` : `${begun}, but ${left.join('; ')}.${also} The reaper tries again.`;
  const event = {
    ...types.Event,
    metadata: { name: `gameday-${now.getTime().toString(36)}-${Math.trunc(performance.now()).toString(36)}` },
    involvedObject: { ...leaseRef, namespace: client.namespace },
    reason: done ? 'Reaped' : 'ReapingFailed',
    message: message.slice(0, 1000),
    type: done ? 'Normal' : 'Warning',
    source: { component: 'gameday-reaper', host: who },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  await client.create(event).catch((error: unknown) => say('the Event could not be written', { detail: reasonOf(error) }));
}
