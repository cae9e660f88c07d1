/** Holds what the parts of a running drill share. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { AnyWorld } from '../ports/capabilities.ts';
import type { OpenedWorld } from '../ports/world-kind.ts';
import type { Clock } from '../ports/time.ts';
import { reasonOf } from '../problem.ts';
import type { Emit, PlannedInject } from '../record/events.ts';
import type { Journal } from '../record/journal.ts';
import type { Panel } from '../scenario/panel/builder.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { timeline } from '../scenario/timeline.ts';
import type { Lease } from '../store/lease.ts';
import { createChanges } from './changes.ts';
import type { Changes } from './changes.ts';
import type { Commands } from './commands.ts';
import { createEnding } from './ending.ts';
import type { Ending } from './ending.ts';
import type { Moves } from './move-desk.ts';

export interface RunDrill {
  readonly scenario: ResolvedScenario;
  /** The customers, where the scenario names any. */
  readonly panel?: Panel;
  readonly catalogue: Catalogue;
  readonly opened: OpenedWorld;
  readonly journal: Journal;
  readonly lease: Lease;
  readonly commands: Commands;
  /** Where receivers hand in the moves of a team's own automation; absent where there are none. */
  readonly moves?: Moves;
  /** Aborted by the first Ctrl-C: everything is withdrawn, and the drill ends as aborted. A reason that is a text or an error is recorded. */
  readonly stop: AbortSignal;
  /** Aborted by the second: the runner leaves at once, and its reaper withdraws. */
  readonly stopAtOnce: AbortSignal;
  readonly mode: 'drill' | 'observe';
}

export interface Drill extends Omit<RunDrill, 'opened'> {
  readonly world: AnyWorld;
  readonly clock: Clock;
  readonly planned: readonly PlannedInject[];
  readonly ending: Ending;
  readonly changes: Changes;
  /** An emit that never throws: a journal that fails aborts the drill instead. */
  readonly emitAs: (by: string) => Emit;
  /** Aborts for a reason of the drill's own, and puts it down. */
  readonly giveUp: (why: string) => void;
}

export function createDrill(options: RunDrill): Drill {
  const { opened, journal, lease, scenario, catalogue, mode } = options;
  const { world } = opened;
  const ending = createEnding();
  const emitAs = (by: string): Emit => {
    const emit = journal.as(by);
    return (kind, body) => {
      try {
        return emit(kind, body);
      } catch (error) {
        ending.abort(reasonOf(error));
        return 0;
      }
    };
  };
  const planned = mode === 'observe' ? [] : timeline(scenario, catalogue, world.random.fork('timeline'));
  const changes = createChanges({ opened, journal, lease, ending, emitAs });
  const giveUp = (why: string) => {
    if (ending.signal.aborted) return;
    emitAs('drill')('abort.requested', { role: 'drill', because: why, realIncident: false });
    ending.abort(why);
  };
  return { ...options, world, clock: world.clock, planned, ending, changes, emitAs, giveUp };
}
