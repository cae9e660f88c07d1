/** Holds the whole of healing a run from its folder: take it over, reach its world again, withdraw, close. */
import type { Catalogue } from '../catalog/catalogue.ts';
import type { Processes } from '../ports/capabilities.ts';
import type { OpenedWorld, WorldKind } from '../ports/world-kind.ts';
import type { Clock } from '../ports/time.ts';
import { reasonOf } from '../problem.ts';
import type { History } from '../record/history.ts';
import { removeSocketOf } from '../store/control-socket.ts';
import { bothLeases } from '../store/lease.ts';
import { takeOver } from '../store/take-over.ts';
import { healRun } from './heal-run.ts';
import type { Healed } from './heal-run.ts';
import { unfailing } from './unfailing.ts';
import { within } from './within.ts';

const usualMs = { reopen: 5000, close: 5000 };

export interface Reap {
  readonly folder: string;
  readonly writer: 'reaper' | 'heal';
  readonly pid: number;
  readonly catalogue: Pick<Catalogue, 'faults' | 'plays'>;
  readonly worldKinds: Readonly<Record<string, () => Promise<WorldKind>>>;
  readonly processes: Processes;
  readonly clock: Clock;
}

/** Rejects with `SegmentTaken` when another process heals this run, and with a `Problem` when one is at work already. */
export async function reap({ folder, writer, pid, catalogue, worldKinds, processes, clock }: Reap): Promise<Healed> {
  const { history, journal, lease } = takeOver(folder, writer, { pid, clock });
  try {
    const reached = await reopen(history, worldKinds, clock);
    if (reached.unreachable !== undefined) unfailing(journal.as('heal'))('trouble', { what: 'the world could not be reached again', detail: reached.unreachable });
    const simulated = history.first('run.opened')?.simulated ?? false;
    return await healRun({ history, catalogue, ...reached, processes: simulated ? undefined : processes, journal, clock, held: () => bothLeases(lease, reached.opened?.lease).held() });
  } finally {
    journal.close();
    removeSocketOf(folder);
  }
}

interface Reached {
  readonly opened: OpenedWorld | undefined;
  readonly unreachable?: string;
  readonly endsWithRun?: boolean;
  readonly closeMs?: number;
}

async function reopen(history: History, worldKinds: Reap['worldKinds'], clock: Clock): Promise<Reached> {
  const run = history.first('run.opened');
  const described = history.last('world.opened') ?? history.last('world.known');
  if (run === undefined || described === undefined) return { opened: undefined };
  const load = Object.hasOwn(worldKinds, run.world) ? worldKinds[run.world] : undefined;
  if (load === undefined) return { opened: undefined, unreachable: `no world is called "${run.world}"` };
  const kind = await load();
  const limitsMs = kind.limitsMs ?? usualMs;
  const common = { endsWithRun: kind.endsWithRun ?? false, closeMs: limitsMs.close };
  try {
    const opened = await within(clock, limitsMs.reopen, async () => kind.reopen(described.description, run.run));
    return opened.late ? { ...common, opened: undefined, unreachable: `no answer within ${limitsMs.reopen} ms` } : { ...common, opened: opened.value };
  } catch (error) {
    return { ...common, opened: undefined, unreachable: reasonOf(error) };
  }
}
