/** Holds scenario time: it begins at zero, and stands still while the drill is held. */
import { firstOf } from '../ports/first-of.ts';
import type { Clock } from '../ports/time.ts';
import { untilAborted } from '../ports/until-aborted.ts';

export interface ScenarioTime {
  /** Milliseconds since zero, without those in which the drill was held. */
  now(): number;
  /** Resolves with true at a moment of scenario time, with false as soon as `stop` aborts. Never true while the drill is held. */
  until(offsetMs: number, stop: AbortSignal): Promise<boolean>;
  readonly held: boolean;
  /** False when it is held already. */
  hold(): boolean;
  /** False when it isn't held. */
  resume(): boolean;
}

export function scenarioTime(clock: Clock, zeroMs: number): ScenarioTime {
  let heldMs = 0;
  let heldSinceMs: number | undefined;
  // Aborts at the next change between held and going on, to wake those who wait.
  let turn = new AbortController();
  const turnOver = () => {
    turn.abort();
    turn = new AbortController();
  };
  const now = () => (heldSinceMs ?? clock.now()) - zeroMs - heldMs;

  return {
    now,
    until: async (offsetMs, stop) => {
      // One for all sleeps of a turn: where the machine's clock was set back there are many, as time stands still until it has caught up.
      while (!stop.aborted) {
        const wake = firstOf(stop, turn.signal);
        while (!wake.aborted) {
          if (heldSinceMs !== undefined) await untilAborted(wake);
          else if (now() >= offsetMs) return true;
          else await clock.sleep(offsetMs - now(), wake);
        }
      }
      return false;
    },
    get held() {
      return heldSinceMs !== undefined;
    },
    hold: () => {
      if (heldSinceMs !== undefined) return false;
      heldSinceMs = clock.now();
      turnOver();
      return true;
    },
    resume: () => {
      if (heldSinceMs === undefined) return false;
      heldMs += clock.now() - heldSinceMs;
      heldSinceMs = undefined;
      turnOver();
      return true;
    },
  };
}
