/** Holds a run from its empty folder to its closed journal: record, reaper, world, drill, and the way back. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ReceiverDesk } from '../../catalog/receiver.ts';
import type { Catalogue } from '../../catalog/catalogue.ts';
import type { CommandDesk } from '../../drill/commands.ts';
import { moveDesk } from '../../drill/move-desk.ts';
import type { MoveDesk } from '../../drill/move-desk.ts';
import type { DrillEnd } from '../../drill/run-drill.ts';
import { runDrill } from '../../drill/run-drill.ts';
import { LetGo } from '../../drill/ending.ts';
import { closeWorld } from '../../heal/close-world.ts';
import { startReaper } from '../../heal/start-reaper.ts';
import { unfailing } from '../../heal/unfailing.ts';
import type { Places } from '../../ports/entries.ts';
import type { PackedScript } from '../../ports/load.ts';
import type { OpenedWorld, WorldKind } from '../../ports/world-kind.ts';
import { type Problem, reasonOf } from '../../problem.ts';
import type { Event, InsteadOf } from '../../record/events.ts';
import { createJournal } from '../../record/journal.ts';
import type { Journal } from '../../record/journal.ts';
import type { Json } from '../../record/json.ts';
import type { Panel } from '../../scenario/panel/builder.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { serveCommands } from '../../store/control-socket.ts';
import { bothLeases, segmentLease } from '../../store/lease.ts';
import { makeRunFolder } from '../../store/run-folder.ts';
import { segmentSink } from '../../store/segment-sink.ts';
import { segmentName } from '../../store/segments.ts';
import { streamed } from '../../store/streamed.ts';
import { seededRandom } from '../../worlds/seeded-random.ts';
import { systemClock } from '../../worlds/system-clock.ts';
import { receiveBy } from '../../drill/receive.ts';
import { toolSecrets } from './tool-secrets.ts';
import { worldTime } from './world-time.ts';
import type { WorldTime } from './world-time.ts';

export interface Plan {
  readonly run: string;
  readonly folder: string;
  readonly scenario: ResolvedScenario;
  readonly panel?: Panel;
  /** The team's own k6 scripts that the scenario runs. */
  readonly scripts: readonly PackedScript[];
  readonly catalogue: Catalogue;
  readonly kind: WorldKind;
  /** Where the drill was meant for another world. */
  readonly insteadOf?: InsteadOf;
  readonly mode: 'drill' | 'observe';
  readonly gameday: string;
  readonly pid: number;
  readonly desk: CommandDesk;
  /** The first Ctrl-C. */
  readonly stop: AbortSignal;
  /** The second. */
  readonly stopAtOnce: AbortSignal;
  heard(event: Event): void;
  /** What teams' tools sign with, by the receiver's kind, where it was given. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Told where teams' own tools reach the receivers, once they do. */
  readonly receiversAt: (at: NonNullable<Places['receivers']>) => void;
  /** Takes each line of the journal, its line break included, once the file has it. */
  readonly stream?: (line: string) => void;
}

/** What went wrong, beside what is in the record; `left` where another process withdraws and closes the run. */
export interface Performed {
  readonly trouble?: string;
  readonly left: boolean;
  /** Where the journal failed: what no record tells. */
  readonly unwritten?: Unwritten;
}

export interface Unwritten {
  readonly problem: Problem;
  readonly leftBehind: readonly string[];
}

const usualMs = { open: 30_000, close: 8000 };

function openJournal(plan: Plan, time: WorldTime): Journal {
  const { run, scenario, kind, mode, gameday, insteadOf } = plan;
  const journal = createJournal({ sink: streamed(segmentSink(path.join(plan.folder, segmentName(0))), plan.stream), now: () => time.clock.now(), writer: 'run', pid: plan.pid, segment: 0 });
  journal.listen((event) => plan.heard(event));
  // A resolved scenario is plain JSON throughout.
  const whole = scenario as unknown as Json;
  const scenarioSha256 = createHash('sha256').update(JSON.stringify(whole)).digest('hex');
  journal.as('gameday')('run.opened', { run, gameday, mode, world: kind.name, simulated: kind.simulated, seed: scenario.seed, brief: scenario.brief, scenario: whole, scenarioSha256, ...(insteadOf !== undefined && { insteadOf }) });
  journal.flush();
  return journal;
}

const callBackMs = 5000;
const tooEarly = { status: 0, headers: {}, body: '', ms: 0, error: 'the world is still being opened' };

async function openWorld(plan: Plan, time: WorldTime, journal: Journal, moves: MoveDesk): Promise<OpenedWorld> {
  const { kind, run, scenario, secrets } = plan;
  const emit = journal.as('world');
  const reached: { world?: OpenedWorld['world'] } = {};
  // Through the world, which reaches nothing but its sandbox.
  const post: ReceiverDesk['post'] = async (request) => reached.world?.http.fetch({ method: 'POST', ...request }, time.clock.deadline(callBackMs)) ?? tooEarly;
  // Whoever sends can't be refused for it either, where the journal has failed.
  const { settle, ...receiving } = receiveBy({ receivers: plan.catalogue.receivers, clock: time.clock, random: seededRandom(scenario.seed), secretOf: toolSecrets(secrets), hearAs: (by) => unfailing(journal.as(by)), post, ...(plan.mode === 'drill' && { moves }), ...(scenario.receivers && { settings: scenario.receivers }) });
  const opened = await kind.open(
    {
      run,
      seed: scenario.seed,
      settings: scenario.world.settings,
      diversion: { by: scenario.brief.diversion, compression: scenario.brief.compression },
      ...receiving,
      born: (child) => {
        emit('child.started', child);
        journal.flush();
      },
      known: (description) => {
        emit('world.known', { description });
        journal.flush();
      },
      // Whoever dies can't be refused: where the journal has failed, the drill sees that for itself.
      died: (child, code, signal, expected) => unfailing(emit)('child.ended', { name: child.name, pid: child.pid, code, signal, expected }),
      logs: path.join(plan.folder, 'logs'),
      scripts: plan.scripts,
    },
    AbortSignal.any([plan.stop, plan.stopAtOnce, systemClock.deadline((kind.limitsMs ?? usualMs).open)]),
  );
  reached.world = opened.world;
  emit('world.opened', { description: opened.description, tools: opened.tools });
  journal.flush();
  const { receivers } = opened.world.entries?.places() ?? {};
  // Nobody's tools reach those of a simulated world.
  if (receivers !== undefined && !kind.simulated) plan.receiversAt(receivers);
  return {
    ...opened,
    close: async (stop, kept) => {
      const left = await opened.close(stop, kept);
      settle();
      return left;
    },
  };
}

/** Closes what was opened, returns what could not be closed and writes the end, on a deadline of its own: the drill's may be what is over. */
async function closeRun(kind: WorldKind, journal: Journal, opened: OpenedWorld | undefined, end: DrillEnd | undefined): Promise<readonly string[]> {
  const left = opened === undefined ? [] : await closeWorld(opened, systemClock, (kind.limitsMs ?? usualMs).close, unfailing(journal.as('world')));
  const leftBehind = [...(end?.stuck ?? []).map((change) => `change ${change}`), ...left];
  unfailing(journal.as('gameday'))('run.closed', { because: end?.because ?? 'aborted', leftBehind });
  if (journal.failed === undefined) journal.flush();
  return leftBehind;
}

/** Who withdraws should this process die, and how other terminals speak to it. A simulated world dies with its process and needs neither. */
async function companions({ kind, folder, desk }: Plan) {
  if (kind.simulated) return { lost: new AbortController().signal, dismiss: async () => {}, close: async () => {} };
  const reaper = await startReaper({ folder, clock: systemClock });
  const socket = await serveCommands(folder, (command) => desk.send(command));
  return { lost: reaper.lost, dismiss: () => reaper.bye(), close: () => socket.close() };
}

/**
 * Makes the folder, runs the drill in its world, and closes both. Rejects with what kept the drill from beginning; what happens later is in
 * the record, and the first of it in `trouble`.
 */
export async function perform(plan: Plan): Promise<Performed> {
  makeRunFolder(plan.folder);
  const time = await worldTime(plan.kind, plan.run);
  const journal = openJournal(plan, time);
  const moves = moveDesk();
  let beside: Awaited<ReturnType<typeof companions>> | undefined;
  let opened: OpenedWorld | undefined;
  let began = false;
  let left = false;
  try {
    // The reaper boots while the world opens, and heals a runner that dies meanwhile once it has; but nothing is changed before it is ready.
    const [standingBy, opening] = await Promise.allSettled([companions(plan), openWorld(plan, time, journal, moves)]);
    if (standingBy.status === 'fulfilled') beside = standingBy.value;
    if (opening.status === 'fulfilled') opened = opening.value;
    if (standingBy.status === 'rejected') throw standingBy.reason;
    if (opening.status === 'rejected') throw opening.reason;
    const world = opening.value;
    const stop = AbortSignal.any([plan.stop, standingBy.value.lost]);
    const { scenario, panel, catalogue, desk: commands, stopAtOnce, mode } = plan;
    began = true;
    const end = await time.drive(() => runDrill({ scenario, ...(panel !== undefined && { panel }), catalogue, opened: world, journal, lease: bothLeases(segmentLease(plan.folder, 0), world.lease), commands, moves, stop, stopAtOnce, mode }));
    const leftBehind = await closeRun(plan.kind, journal, opened, end);
    const unwritten = journal.failed === undefined ? {} : { unwritten: { problem: journal.failed, leftBehind } };
    return { left, ...unwritten, ...(end.why === undefined ? {} : { trouble: end.why }) };
  } catch (error) {
    // From here on the world is its reaper's, which sees this process end.
    left = error instanceof LetGo;
    if (!left) await closeRun(plan.kind, journal, opened, undefined);
    // A disk without room keeps a world from opening as well, and programs that can't write their logs end without a word.
    if (!began) throw left ? error : (journal.failed ?? error);
    return { left, trouble: reasonOf(error) };
  } finally {
    await beside?.close();
    if (!left) await beside?.dismiss();
    journal.close();
  }
}
