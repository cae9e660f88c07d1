/** Holds whose time a drill runs in: the machine's, or a simulated world's own, which passes only while it is driven. */
import type { WorldKind } from '../../ports/world-kind.ts';
import type { Clock } from '../../ports/time.ts';

export interface WorldTime {
  readonly clock: Clock;
  /** Runs work to its end in that time; call it once the world is open. */
  drive<T>(work: () => Promise<T>): Promise<T>;
}

export async function worldTime(kind: WorldKind, run: string): Promise<WorldTime> {
  if (!kind.simulated) return { clock: (await import('../../worlds/system-clock.ts')).systemClock, drive: (work) => work() };
  const { simulatedWorld, simulatedStartMs } = await import('../../worlds/simulated/index.ts');
  let isOpen = false;
  const clock: Clock = {
    now: () => (isOpen ? simulatedWorld.clock(run).now() : simulatedStartMs),
    sleep: (ms, stop) => simulatedWorld.clock(run).sleep(ms, stop),
    later: (ms, act) => simulatedWorld.clock(run).later(ms, act),
    deadline: (ms, stop) => simulatedWorld.clock(run).deadline(ms, stop),
    within: (ms, stop, work) => simulatedWorld.clock(run).within(ms, stop, work),
  };
  return {
    clock,
    drive: (work) => {
      isOpen = true;
      return simulatedWorld.clock(run).run(work);
    },
  };
}
