/** Holds how whatever a run left is withdrawn by a process that has nothing but its record. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Processes } from '../ports/capabilities.ts';
import type { OpenedWorld } from '../ports/world-kind.ts';
import type { Clock } from '../ports/time.ts';
import { reasonOf } from '../problem.ts';
import type { Child, Emit } from '../record/events.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import { closeWorld } from './close-world.ts';
import { openChanges } from './open-changes.ts';
import type { OpenChange } from './open-changes.ts';
import { unfailing } from './unfailing.ts';
import { withdrawOpen } from './withdraw-open.ts';
import { worldEnded } from './world-ended.ts';

const childGraceMs = 500;

export interface HealRun {
  readonly history: History;
  readonly catalogue: Pick<Catalogue, 'faults' | 'plays'>;
  /** Undefined where the run died before its world was open, or where that can't be reached any more; `unreachable` then says why. */
  readonly opened: OpenedWorld | undefined;
  readonly unreachable?: string;
  /** As the kind of world says: once its processes are gone, so are the changes. */
  readonly endsWithRun?: boolean;
  /** How recorded processes are stopped; undefined where they aren't this machine's (a simulated world). */
  readonly processes: Processes | undefined;
  /** What closing the world may take. */
  readonly closeMs?: number;
  readonly journal: Journal;
  readonly clock: Clock;
  /** False when the lease is lost: then nothing more is touched. */
  readonly held?: () => boolean;
}

export interface Healed {
  /** Changes that are not proved gone, as `inject/n`. */
  readonly stuck: readonly string[];
  /** What could not be stopped or withdrawn. */
  readonly leftBehind: readonly string[];
}

/** Withdraws every open change newest first, closes the world, stops what is left of its processes, and writes the run's end. */
export async function healRun({ history, catalogue, opened, unreachable, endsWithRun = false, processes, closeMs = 5000, journal, clock, held = () => true }: HealRun): Promise<Healed> {
  const emit = unfailing(journal.as('heal'));
  const ended = async () => (endsWithRun && processes !== undefined ? worldEnded(history, processes) : undefined);
  const gone = (changes: readonly OpenChange[], saw: string) => {
    for (const { inject, n } of changes) emit('change.withdrawn', { inject, n, how: 'its world has ended', saw });
  };

  const before = await ended();
  if (before !== undefined) gone(openChanges(history), before);
  let stuck = before === undefined ? await withdrawOpen({ changes: openChanges(history), catalogue, opened, unreachable: unreachable ?? 'no world.opened in the journal', emit, clock, held }) : [];
  const leftBehind: string[] = [];
  if (held()) {
    if (opened !== undefined) leftBehind.push(...(await closeWorld(opened, clock, closeMs, emit)));
    if (processes !== undefined) leftBehind.push(...(await stopChildren(history, processes, emit)));
    // What no way could withdraw may have gone with the world.
    const after = stuck.length === 0 || leftBehind.length > 0 ? undefined : await ended();
    if (after !== undefined) {
      gone(stuck, after);
      stuck = [];
    }
  }
  const names = stuck.map(({ inject, n }) => `${inject}/${n}`);
  leftBehind.unshift(...names.map((name) => `change ${name}`));
  emit('run.closed', { because: history.last('run.closed')?.because ?? 'cut short', leftBehind });
  try {
    journal.flush();
  } catch (error) {
    emit('trouble', { what: 'the journal could not be flushed', detail: reasonOf(error) });
  }
  return { stuck: names, leftBehind };
}

/** Recorded children whose end isn't in the record, by the pid and start time that name them for good. */
export function openChildren(history: History): readonly Child[] {
  const ended = new Map<number, number>();
  for (const end of history.of('child.ended')) ended.set(end.pid, end.seq);
  return history.of('child.started').filter((child) => (ended.get(child.pid) ?? 0) < child.seq);
}

/** Closing the world stopped most of them; this catches those that it didn't know, such as one born while it was opened, and those that nobody wrote down. */
async function stopChildren(history: History, processes: Processes, emit: Emit): Promise<readonly string[]> {
  const run = history.first('run.opened')?.run;
  const recorded = openChildren(history);
  const marked = run === undefined ? [] : await processes.ofRun(run);
  const unrecorded = marked.filter((each) => !recorded.some((child) => child.pid === each.pid)).map((each) => ({ ...each, name: 'never recorded' }));
  const results = await Promise.all(
    [...recorded, ...unrecorded].map(async (child) => {
      try {
        await processes.stop(child, childGraceMs);
        emit('child.ended', { name: child.name, pid: child.pid, code: null, signal: null, expected: true });
        return [];
      } catch (error) {
        return [`process ${child.pid}, ${child.name} (${reasonOf(error)})`];
      }
    }),
  );
  return results.flat();
}
