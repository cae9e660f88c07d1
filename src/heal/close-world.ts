/** Holds the end of a world that somebody else opened: closed on a fresh deadline, with a moment beyond it to say what is left. */
import type { OpenedWorld } from '../ports/world-kind.ts';
import type { Clock } from '../ports/time.ts';
import { reasonOf } from '../problem.ts';
import type { Emit } from '../record/events.ts';
import { within } from './within.ts';

/** A world that waits until the last moment for what it was told to end, such as pods on a node that doesn't answer, looks once more and names it. */
const lastWordsMs = 2000;

/** Returns what is left, as sentences; never rejects. `emit` is told what somebody else set meanwhile and that was therefore left alone. */
export async function closeWorld(opened: Pick<OpenedWorld, 'close'>, clock: Clock, closeMs: number, emit?: Emit): Promise<readonly string[]> {
  const kept = (what: string) => void emit?.('trouble', { what: 'somebody else changed it meanwhile, and it was left so', detail: what });
  try {
    const closed = await within(clock, closeMs + lastWordsMs, (givenUp) => clock.within(closeMs, givenUp, (stop) => opened.close(stop, kept)));
    return closed.late ? [`the world (no end of its closing within ${closeMs + lastWordsMs} ms)`] : closed.value;
  } catch (error) {
    return [`the world (${reasonOf(error)})`];
  }
}
