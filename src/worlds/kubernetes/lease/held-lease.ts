/** Holds one's hold on the Lease: a loop that renews it, and that writes with each renewal what must survive this process. */
import type { KeptChange, Keeper } from '../../../ports/capabilities.ts';
import { Problem, reasonOf } from '../../../problem.ts';
import type { Json } from '../../../record/json.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { ClusterClient } from '../api/client.ts';
import { changesIn, holderAnnotation, type LeaseObject, leaseRef, type LeaseState, microTime, readLease } from './lease-object.ts';
import { annotations } from '../api/objects.ts';

export interface HeldLease {
  readonly keeper: Keeper;
  /** False from a quarter of the duration before anybody may take it over, until a renewal shows that nobody has. Free to ask. */
  readonly held: () => boolean;
  /** What took it away, for a person. */
  readonly saw: string;
  /** Resolves once what a stranger needs to reach the run's world is on the Lease. */
  describe(description: Json): Promise<void>;
  /** What is on the Lease still, newest first. */
  readonly kept: () => readonly KeptChange[];
  /** Frees it; `notes` are annotations that stay on it. Where changes are left on it, it is left instead. Safe to repeat. */
  release(notes?: Readonly<Record<string, string>>): Promise<void>;
  /** Lets it run out within a second, so that the reaper looks at what is left. Safe to repeat. */
  leave(): Promise<void>;
}

/** Of all annotations of an object together, keys and values, as Kubernetes counts them; what others write gets the rest. */
const bytesMax = 256 * 1024 - 8 * 1024;
const againMs = 250;
/** A renewal that isn't answered is asked for again; the client itself would wait longer than the Lease lasts. */
const answerMs = 2500;
const describeMs = 5000;
const endTries = 8;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const bytesOf = (text: string) => Buffer.byteLength(text);

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem({ expected: `an answer of the API server within ${answerMs / 1000} s`, got: 'none' })), answerMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `state` is the Lease as this process has just taken it, with a request that began at `begunMs` of `performance.now()`. */
export function holdLease({ client, state, begunMs }: { client: ClusterClient; state: LeaseState; begunMs: number }): HeldLease {
  const durationMs = state.seconds * 1000;
  const renewMs = durationMs / 4;
  /** The annotations as they shall be; `unwritten` are those of which the API server hasn't confirmed that they are. */
  const book = new Map(Object.entries(state.book));
  const unwritten = new Set<string>();
  const { kept, unreadable } = changesIn(state.book);
  const keys = new Map(kept.map((change) => [nameOf(change), change.key]));
  const waiting = new Set<() => void>();
  let next = 1 + Math.max(-1, ...[...kept.map(({ key }) => key), ...unreadable].map((key) => Number(key.slice(annotations.change.length)) || 0));
  let { version } = state;
  let renewed = { monotonicMs: begunMs, wallMs: Date.now() - (performance.now() - begunMs) };
  let lost: string | undefined;
  let trouble = 'no answer yet';
  let over = false;
  let wake = () => {};
  let ended: Promise<void> | undefined;

  const saw = () => lost ?? `Lease ${leaseRef.name} of namespace ${client.namespace}, last renewed ${((performance.now() - renewed.monotonicMs) / 1000).toFixed(1)} s ago of ${state.seconds} s (${trouble})`;

  /** One merge patch, refused by the API server when anybody wrote in between: so a holder that was stopped finds its successor before it writes. */
  async function write(spec: Record<string, unknown> = {}, notes: Readonly<Record<string, string | null>> = {}): Promise<void> {
    const began = { monotonicMs: performance.now(), wallMs: Date.now() };
    const sent = Object.fromEntries([...unwritten].map((key) => [key, book.get(key) ?? null]));
    try {
      const patch = { metadata: { resourceVersion: version, annotations: { ...sent, ...notes } }, spec: { renewTime: microTime(), ...spec } };
      version = (await inTime(client.merge<LeaseObject>(leaseRef, patch))).metadata?.resourceVersion ?? '';
    } catch (error) {
      trouble = reasonOf(error);
      if (error instanceof ApiProblem && error.code === 404) lost = `Lease ${leaseRef.name} of namespace ${client.namespace} was deleted`;
      if (error instanceof ApiProblem && error.code === 409) await lookAgain();
      throw error;
    }
    renewed = began;
    // Only what is still as it was sent: a change that was forgotten meanwhile is to be written once more.
    for (const [key, value] of Object.entries(sent)) if ((book.get(key) ?? null) === value) unwritten.delete(key);
    for (const look of waiting) look();
  }

  /** Somebody else wrote: a successor, or a person who annotated it, which takes nothing away. */
  async function lookAgain(): Promise<void> {
    const now = await inTime(readLease(client));
    if (now?.run === state.run && now?.turn === state.turn) version = now.version;
    else lost = now === undefined ? `Lease ${leaseRef.name} of namespace ${client.namespace} was deleted` : `${now.holder?.who ?? 'somebody'} took Lease ${leaseRef.name} of namespace ${client.namespace} over${now.run === state.run ? '' : ` for run ${now.run ?? '(none)'}`}`;
  }

  const nap = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => (clearTimeout(timer), resolve());
    });
  async function renewing(): Promise<void> {
    for (let failed = false; ; failed = await write().then(() => false, () => true)) {
      if (failed) await sleep(againMs);
      // Since the last one was asked for: an API server that takes its time with the answer must not put off the next.
      else if (unwritten.size === 0 && !over) await nap(Math.max(0, renewed.monotonicMs + renewMs - performance.now()));
      if (over || lost !== undefined) break;
    }
    for (const look of waiting) look();
  }
  const loop = renewing();

  /** Resolves once these annotations are on the Lease as they are in the book. */
  function written(which: readonly string[], what: string, stop: AbortSignal): Promise<void> {
    for (const key of which) unwritten.add(key);
    wake();
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => (waiting.delete(look), stop.removeEventListener('abort', look), done());
      const look = () => {
        if (which.every((key) => !unwritten.has(key))) settle(resolve);
        else if (stop.aborted || over || lost !== undefined) settle(() => reject(new Problem({ expected: `${what} on the Lease`, got: lost ?? trouble, where: `namespace ${client.namespace}`, next: 'Nothing was changed: what is not on the Lease could not be withdrawn by the reaper.' })));
      };
      waiting.add(look);
      stop.addEventListener('abort', look, { once: true });
      look();
    });
  }

  function enterBook(entries: readonly (readonly [string, string])[], what: string): void {
    const bytes = [...new Map([...book, ...entries])].reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(value), 0);
    if (bytes > bytesMax) throw new Problem({ expected: `at most ${bytesMax / 1024} KiB of open changes on the Lease`, got: `${Math.ceil(bytes / 1024)} KiB with ${what}`, where: `namespace ${client.namespace}`, next: 'Kubernetes keeps no more on one object: let fewer injects run at once.' });
    for (const [key, value] of entries) book.set(key, value);
  }

  return {
    keeper: {
      keep: async (changes, stop) => {
        if (changes.length === 0) return;
        const entries = changes.map((change) => [`${annotations.change}${next++}`, JSON.stringify({ inject: change.inject, n: change.n, action: change.action, change: change.change })] as const);
        const what = `the changes of ${[...new Set(changes.map((change) => change.inject))].join(', ')}`;
        enterBook(entries, what);
        const added = entries.map(([key]) => key);
        for (const [at, change] of changes.entries()) keys.set(nameOf(change), added[at] ?? '');
        try {
          await written(added, what, stop);
        } catch (error) {
          // The request may have arrived all the same, so that it is taken off with the next renewal.
          for (const key of added) book.delete(key);
          for (const change of changes) keys.delete(nameOf(change));
          throw error;
        }
      },
      forget: async (change, stop) => {
        const key = keys.get(nameOf(change));
        if (key === undefined) return;
        book.delete(key);
        keys.delete(nameOf(change));
        await written([key], `the end of ${change.inject}/${change.n}`, stop);
      },
    },
    // Of two clocks whichever ran further: the monotonic one stands still while a machine sleeps, and the other can be set back.
    held: () => lost === undefined && !over && Math.max(performance.now() - renewed.monotonicMs, Date.now() - renewed.wallMs) < durationMs - renewMs,
    get saw() {
      return saw();
    },
    describe: async (description) => {
      enterBook([[annotations.description, JSON.stringify(description)]], "the world's description");
      await written([annotations.description], "the world's description", AbortSignal.timeout(describeMs));
    },
    kept: () => changesIn(Object.fromEntries(book)).kept.map(({ key: _key, ...change }) => change),
    release: (notes = {}) => (ended ??= end(notes)),
    leave: () => (ended ??= end()),
  };

  /** `notes` where it is to be freed. */
  async function end(notes?: Readonly<Record<string, string>>): Promise<void> {
    over = true;
    wake();
    await loop;
    const { kept, unreadable } = changesIn(Object.fromEntries(book));
    const clean = notes !== undefined && kept.length + unreadable.length === 0;
    if (clean) {
      for (const key of book.keys()) unwritten.add(key);
      book.clear();
    }
    const last = clean ? () => write({ holderIdentity: null, acquireTime: null }, { ...notes, [holderAnnotation]: null }) : () => write({ leaseDurationSeconds: 1 });
    for (let tries = endTries; ; tries--) {
      // Whoever has it now frees it.
      if (lost !== undefined) return;
      try {
        return await last();
      } catch (error) {
        if (tries <= 1) throw new Problem({ expected: `Lease ${leaseRef.name} to be freed`, got: reasonOf(error), where: `namespace ${client.namespace}`, next: 'It runs out by itself; the reaper in the namespace then looks at what is left.', cause: error });
        await sleep(againMs);
      }
    }
  }
}

const nameOf = ({ inject, n }: Pick<KeptChange, 'inject' | 'n'>) => JSON.stringify([inject, n]);
