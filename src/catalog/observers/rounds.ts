/** Holds what observers share: rounds at a steady pace, limits on single calls, and what becomes of a round that fails. */
import type { World } from '../../ports/capabilities.ts';
import { reasonOf } from '../../problem.ts';
import type { Emit } from '../../record/events.ts';
import { span } from '../spans.ts';

/** How often an observer looks. */
export const every = (text: string) => span.refine((ms) => ms >= 50, { error: 'expected at least 50ms: observers must not become the load' }).prefault(text).describe('how often it looks');

/** Observers start together; spread over this time, their rounds don't keep the runner busy at once while an inject is due. */
const spreadMs = 1000;

/**
 * Runs a round each `everyMs` until `stop` aborts; a round that takes longer skips those it missed. An error in a round doesn't end the observer:
 * it is put down as trouble, and what couldn't be seen stays unseen.
 */
export async function rounds(what: string, everyMs: number, world: World, emit: Emit, stop: AbortSignal, round: (n: number) => Promise<void>): Promise<void> {
  const startMs = world.clock.now() + world.random.fork(`rounds/${what}`).between(0, Math.min(everyMs, spreadMs));
  await world.clock.sleep(startMs - world.clock.now(), stop);
  for (let n = 0; !stop.aborted; ) {
    try {
      await round(n);
    } catch (error) {
      if (!stop.aborted) emit('trouble', { what, detail: reasonOf(error) });
    }
    n = Math.max(n + 1, Math.floor((world.clock.now() - startMs) / everyMs) + 1);
    await world.clock.sleep(startMs + n * everyMs - world.clock.now(), stop);
  }
}

/** Tasks that outlast their round, such as a mail on its way; all are over before the observer returns. */
export function tasks(what: string, emit: Emit, stop: AbortSignal): { start(task: Promise<void>): void; done(): Promise<void> } {
  const running = new Set<Promise<void>>();
  return {
    start: (task) => {
      const watched = task
        .catch((error: unknown) => {
          if (!stop.aborted) emit('trouble', { what, detail: reasonOf(error) });
        })
        .finally(() => running.delete(watched));
      running.add(watched);
    },
    done: async () => {
      await Promise.all(running);
    },
  };
}

/** Eight hexadecimal digits from the world's own chance, so that the same seed asks the same questions. */
export const nonceFrom = (random: World['random']): string => Math.floor(random.next() * 2 ** 32).toString(16).padStart(8, '0');
