/** Holds what a crew on autopilot can see of the channels to its customers: that one is dead, and that it works again. */
import type { Desk } from '../role.ts';
import type { Channel } from './notices.ts';

interface Look {
  readonly seq: number;
  readonly atMs: number;
  readonly ok: boolean;
}

type Seen = Promise<Pick<Look, 'seq' | 'atMs'> | undefined>;

/** Resolves with the first look at a channel, from the start of the drill, that `fits` accepts; it is asked of each in order. */
type Watch = (desk: Desk, fits: (look: Look) => boolean, stop: AbortSignal) => Seen;

/** A canary was followed for seconds before it counts as failed; one page that did not open, or one call that nobody took, may be its reader's or caller's own fault. */
const watched: Readonly<Partial<Record<Channel, { readonly badLooks: number; readonly watch: Watch }>>> = {
  email: { badLooks: 1, watch: (desk, fits, stop) => desk.hear('mail.canary', ({ seq, atMs, state }) => state !== 'accepted' && fits({ seq, atMs, ok: state === 'delivered' }), stop, true) },
  'status-page': { badLooks: 2, watch: (desk, fits, stop) => desk.hear('status.fetched', fits, stop, true) },
  portal: { badLooks: 2, watch: (desk, fits, stop) => desk.hear('probes.seen', ({ seq, atMs, proxies }) => proxies['portal'] !== undefined && fits({ seq, atMs, ok: proxies['portal'].outcome === 'ok' }), stop, true) },
  hotline: {
    badLooks: 2,
    watch: (desk, fits, stop) =>
      desk.hear('call.moved', ({ seq, atMs, direction, to, state }) => direction === 'inbound' && to !== 'account-manager' && state !== 'ringing' && state !== 'called-back' && fits({ seq, atMs, ok: state === 'answered' }), stop, true),
  },
};

/** What is up and down by turns can't be relied on: it works again once nothing of it failed for this long. */
const steadyMs = 15_000;

/** Follows a channel for as long as it is dead, again and again; one that can't be seen is not followed. `died` has ended before anybody looks whether it works again. */
export async function followChannel(channel: Channel, desk: Desk, died: () => Promise<void>, works: () => void, stop: AbortSignal): Promise<void> {
  const { [channel]: sight } = watched;
  if (sight === undefined) return;
  for (let after = -1; !stop.aborted; ) {
    let badLooks = 0;
    const dead = await sight.watch(desk, ({ seq, ok }) => seq > after && (badLooks = ok ? 0 : badLooks + 1) === sight.badLooks, stop);
    if (dead === undefined) return;
    await died();
    let badMs = dead.atMs;
    const back = await sight.watch(
      desk,
      ({ seq, atMs, ok }) => {
        if (!ok) badMs = Math.max(badMs, atMs);
        return ok && seq > dead.seq && atMs - badMs >= steadyMs;
      },
      stop,
    );
    if (back === undefined) return;
    works();
    after = back.seq;
  }
}
