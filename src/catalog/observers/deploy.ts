/** Holds the observer `deploy`: whether a change can still be pushed, as at least one was during the outage of 2013. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { span } from '../spans.ts';
import { every, rounds } from './rounds.ts';

export const deploy = observer({
  kind: 'deploy',
  summary: 'pushes a version through the deploy path and looks whether it went live',
  // What only a world with the moves of responders has: a team's own system is not written to, and has no such page to be found missing.
  needs: ['http', 'entries', 'plays'],
  spec: z
    .strictObject({ every: every('5s'), timeout: span.prefault('3s').describe('how long it waits for an answer') })
    .transform(({ every, timeout }) => ({ everyMs: every, timeoutMs: timeout })),
  observe: ({ everyMs, timeoutMs }, world, emit, stop) =>
    rounds('observer deploy', everyMs, world, emit, stop, async (n) => {
      const atMs = world.clock.now();
      const version = `drill-${n}`;
      const request = { url: world.entries.places().deploy, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ version }) };
      const { status, body, ms, error } = await world.clock.within(timeoutMs, stop, (limit) => world.http.fetch(request, limit));
      if (stop.aborted) return;
      const ok = status === 200 && body.includes(JSON.stringify(version));
      emit('deploy.probed', { atMs, ok, ms, saw: error ?? `status ${status}${status === 200 && !ok ? `, but not version ${version}` : ''}` });
    }),
});
