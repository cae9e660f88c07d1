/** Holds the observer `cases`: support cases opened in the portal, and whether they were acknowledged, kept or deleted. */
import { z } from 'zod';
import type { World } from '../../ports/capabilities.ts';
import type { Emit, Events } from '../../record/events.ts';
import { observer } from '../observer.ts';
import { span } from '../spans.ts';
import { every, nonceFrom, rounds, within } from './rounds.ts';

type State = Events['case.moved']['state'];
/** How long the last look may take: by then the drill has ended. */
const lastMs = 1500;

const isAcknowledged = (body: string) => /"state"\s*:\s*"acknowledged"/.test(body);

export const cases = observer({
  kind: 'cases',
  summary: 'opens cases in the portal, and looks whether they are acknowledged, kept or deleted',
  // What only a world with the moves of responders has: a team's own system is not written to, and has no such page to be found missing.
  needs: ['http', 'entries', 'plays'],
  spec: z
    .strictObject({ every: every('10s'), timeout: span.prefault('3s').describe('how long it waits for an answer') })
    .transform(({ every, timeout }) => ({ everyMs: every, timeoutMs: timeout })),
  observe: async ({ everyMs, timeoutMs }, world, emit, stop) => {
    const random = world.random.fork('observers/cases');
    const states = new Map<string, State>();
    const move = (id: string, state: State) => {
      if (states.get(id) === state) return;
      states.set(id, state);
      moved(world, emit, id, state);
    };
    // What can't be reached is neither kept nor deleted.
    const look = async (id: string, last: boolean, limit: AbortSignal) => {
      const { status, body } = await world.http.fetch({ url: `${world.entries.places().portal}/${id}` }, limit);
      if (status === 404) move(id, 'deleted');
      else if (status === 200 && isAcknowledged(body)) move(id, 'acknowledged');
      if (status === 200 && last) move(id, 'kept');
    };
    const openCases = () => [...states].filter(([, state]) => state === 'opened' || state === 'acknowledged').map(([id]) => id);

    await rounds('observer cases', everyMs, world, emit, stop, async (n) => {
      await Promise.all(openCases().map((id) => look(id, false, within(timeoutMs, world, stop))));
      const id = `case-${n}-${nonceFrom(random)}`;
      const request = { url: world.entries.places().portal, method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, subject: '[DRILL] the site is down by turns' }) };
      const { status } = await world.http.fetch(request, within(timeoutMs, world, stop));
      if (stop.aborted) return;
      if (status === 201) move(id, 'opened');
      else moved(world, emit, id, 'refused');
    });
    const limit = world.clock.deadline(lastMs);
    await Promise.all(openCases().map((id) => look(id, true, limit)));
  },
});

const moved = (world: World, emit: Emit, id: string, state: State): void => void emit('case.moved', { atMs: world.clock.now(), case: id, state });
