/** Holds the runner's side of a gate at the outpost. */
import { z } from 'zod';
import { Problem } from '../../../problem.ts';
import { askAgain } from './ask.ts';
import type { Tunnel } from './tunnel.ts';

export interface OutpostGate {
  /** Where generators in the cluster wait. */
  readonly url: string;
  /** Resolves once all waiters are there; rejects when `stop` aborts, or the gate is taken away. */
  arrived(stop: AbortSignal): Promise<void>;
  /** Lets them go; resolves with the moment by this process's clock, in unix ms. Rejects when not all of them wait (any more). */
  open(): Promise<number>;
  /** Whoever waits gives up without sending anything. Safe to repeat. */
  remove(): Promise<void>;
}

/** Longer than a restart of the API server; a gate that opens even later would be no inject of this moment. */
const openMsMax = 10_000;
const opening = z.object({ atMs: z.number(), nowMs: z.number() });
const missing = z.object({ waiting: z.number(), waiters: z.number() });

export async function outpostGate({ tunnel, run, name, waiters, base }: { tunnel: Tunnel; run: string; name: string; waiters: number; base: string }, stop: AbortSignal): Promise<OutpostGate> {
  const path = `/runs/${encodeURIComponent(run)}/gates/${encodeURIComponent(name)}`;
  const expected = waiters === 1 ? `generator "${name}" to wait at its gate` : `${waiters} generators "${name}" to wait at their gate`;
  // Also after an outpost that was started anew, which knows no gates.
  const make = async (stop: AbortSignal) => {
    const { status } = await askAgain(tunnel, 'PUT', path, { waiters }, stop);
    if (status !== 204) throw new Problem({ expected: `the outpost to make the gate "${name}"`, got: `${status}` });
  };
  await make(stop);
  let opened = false;
  return {
    url: `${base}/gates/${encodeURIComponent(run)}/${encodeURIComponent(name)}`,
    async arrived(stop) {
      for (;;) {
        const { status } = await askAgain(tunnel, 'GET', path, undefined, stop);
        if (status === 200) return;
        if (status !== 404) throw new Problem({ expected, got: 'a gate that was opened or taken away' });
        await make(stop);
      }
    },
    async open() {
      if (opened) throw new Problem({ expected, got: 'a gate that was opened before' });
      const { status, json, sentMs, heardMs } = await askAgain(tunnel, 'POST', `${path}/open`, undefined, AbortSignal.timeout(openMsMax));
      if (status !== 200) {
        const { waiting = 0 } = missing.safeParse(json).data ?? {};
        throw new Problem({ expected, got: waiting === 0 ? 'nobody there' : `${waiting}`, next: 'Nothing was sent. The log of its pod says more.' });
      }
      opened = true;
      const { atMs, nowMs } = opening.parse(json);
      // The outpost's clock may differ from ours: only how long ago it was is taken from it.
      return Math.round((sentMs + heardMs) / 2 - (nowMs - atMs));
    },
    remove: async () => void (await askAgain(tunnel, 'DELETE', path, undefined, AbortSignal.timeout(openMsMax))),
  };
}
