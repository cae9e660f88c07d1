/** Holds the observer `ledger`: whether every write that was acknowledged is still there. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { Emit } from '../../record/events.ts';
import { observer } from '../observer.ts';
import { span } from '../spans.ts';
import { every, nonceFrom, rounds } from './rounds.ts';

/** How long the last reading may take: by then the drill has ended. */
const lastMs = 1500;

async function compare(acknowledged: ReadonlySet<string>, world: World<'entries'>, emit: Emit, stop: AbortSignal): Promise<void> {
  // Only what was acknowledged before the reading can be demanded of it.
  const wanted = [...acknowledged];
  const present = new Set(await world.entries.ledger(stop));
  const missing = wanted.filter((id) => !present.has(id));
  emit('ledger.checked', { atMs: world.clock.now(), acknowledged: wanted.length, present: wanted.length - missing.length, missing });
}

export const ledger = observer({
  kind: 'ledger',
  summary: 'writes entries as a user would, and looks whether all that were acknowledged are there',
  // What only a world with the moves of responders has: a team's own system is not written to, and has no such page to be found missing.
  needs: ['http', 'entries', 'plays'],
  spec: z
    .strictObject({ every: every('2s'), checkEvery: z.int().min(1).default(5).describe('how many writes between two readings'), timeout: span.prefault('2s').describe('how long it waits for an answer') })
    .transform(({ every, timeout, ...spec }) => ({ ...spec, everyMs: every, timeoutMs: timeout })),
  observe: async ({ everyMs, checkEvery, timeoutMs }, world, emit, stop) => {
    const url = `${world.entries.places().entries['front'] ?? ''}/communities/posts`;
    const random = world.random.fork('observers/ledger');
    const acknowledged = new Set<string>();
    await rounds('observer ledger', everyMs, world, emit, stop, async (n) => {
      const id = `ledger-${n}-${nonceFrom(random)}`;
      const request = { url, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, text: '[DRILL] a write that must not be lost' }) };
      const { status } = await world.clock.within(timeoutMs, stop, (limit) => world.http.fetch(request, limit));
      if (status === 201) acknowledged.add(id);
      if (n % checkEvery === checkEvery - 1 && !stop.aborted) await world.clock.within(timeoutMs, stop, (limit) => compare(acknowledged, world, emit, limit));
    });
    await compare(acknowledged, world, emit, world.clock.deadline(lastMs)).catch((error: unknown) => emit('trouble', { what: 'observer ledger', detail: `the last reading failed: ${String(error)}` }));
  },
});
