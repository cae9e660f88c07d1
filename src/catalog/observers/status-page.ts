/** Holds the observer `status-page`: what anybody outside can read on it. */
import { z } from 'zod';
import { observer } from '../observer.ts';
import { span } from '../spans.ts';
import { every, rounds } from './rounds.ts';

const notices = z.array(z.looseObject({ id: z.string(), title: z.string(), text: z.string(), atMs: z.number(), nextUpdateMs: z.number().optional() }));

type Notices = z.output<typeof notices>;

/** Undefined for a page that no reader could make sense of. */
function read(body: string): Notices | undefined {
  try {
    return notices.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

export const statusPage = observer({
  kind: 'status-page',
  summary: 'fetches the status page from outside: the proof that a notice can be read',
  // What only a world with the moves of responders has: a team's own system is not written to, and has no such page to be found missing.
  needs: ['http', 'entries', 'plays'],
  spec: z
    .strictObject({ every: every('1s'), timeout: span.prefault('2s').describe('how long it waits for an answer') })
    .transform(({ every, timeout }) => ({ everyMs: every, timeoutMs: timeout })),
  observe: async ({ everyMs, timeoutMs }, world, emit, stop) => {
    const url = `${world.entries.places().statusPage}/notices`;
    const told = new Set<string>();
    // A page changes far less often than it is fetched.
    let page: { readonly body: string; readonly shows: Notices | undefined } | undefined;
    await rounds('observer status-page', everyMs, world, emit, stop, async () => {
      const atMs = world.clock.now();
      const answer = await world.clock.within(timeoutMs, stop, (limit) => world.http.fetch({ url }, limit));
      if (stop.aborted) return;
      if (page?.body !== answer.body) page = { body: answer.body, shows: read(answer.body) };
      const shown = answer.status === 200 ? page.shows : undefined;
      emit('status.fetched', { atMs, ok: shown !== undefined, ms: answer.ms, notices: (shown ?? []).map((notice) => notice.id) });
      for (const { id, text, nextUpdateMs } of shown ?? []) {
        if (told.has(id)) continue;
        told.add(id);
        emit('notice.moved', { atMs: world.clock.now(), notice: id, channel: 'status-page', rung: 'delivered', text, ...(nextUpdateMs === undefined ? {} : { nextUpdateMs }) });
      }
    });
  },
});
