/** Holds one simulated drill without a folder: from a scenario to the history of what happened, in memory. */
import type { Catalogue } from '../catalog/catalogue.ts';
import { LetGo } from '../drill/ending.ts';
import { moveDesk } from '../drill/move-desk.ts';
import { receiveBy } from '../drill/receive.ts';
import { runDrill } from '../drill/run-drill.ts';
import type { DrillEnd, RunDrill } from '../drill/run-drill.ts';
import { unfailing } from '../heal/unfailing.ts';
import type { Answer } from '../ports/inbound.ts';
import type { OpenedWorld } from '../ports/world-kind.ts';
import type { Json } from '../record/json.ts';
import { historyOf } from '../record/history-of.ts';
import type { History } from '../record/history.ts';
import { createJournal } from '../record/journal.ts';
import type { Journal, Sink } from '../record/journal.ts';
import { fittedTo } from '../scenario/lacks.ts';
import { peopled } from '../scenario/panel/peopled.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { seededRandom } from '../worlds/seeded-random.ts';
import { simulatedKind, simulatedStartMs } from '../worlds/simulated/index.ts';
import type { SimulatedKind } from '../worlds/simulated/index.ts';
import type { ModelInput } from '../worlds/simulated/model-settings.ts';

/** What stands between a drill and its surroundings. Sound in a study; a simulator lets each of it fail. */
export interface Surroundings {
  receive(answer: Answer): Answer;
  opened(opened: OpenedWorld): OpenedWorld;
  readonly lease: RunDrill['lease'];
  /** Resolves when the runner's process ends. */
  readonly killed: Promise<undefined>;
}

export interface InMemory {
  readonly run: string;
  readonly gameday: string;
  readonly catalogue: Catalogue;
  readonly scenario: ResolvedScenario;
  /** What the model takes as given, where it isn't the default. */
  readonly model?: ModelInput;
  /** A kind of its own where it isn't given, which is gone with the drill. */
  readonly kind?: SimulatedKind;
  readonly around?: Surroundings;
  /** Where the record is written, if anybody reads it again. */
  readonly sink?: Sink;
}

export interface Begun {
  readonly opened: OpenedWorld;
  readonly journal: Journal;
  /** Undefined where the runner was killed, or may not touch the world any more. */
  readonly end: DrillEnd | undefined;
  /** Closes the world and the record. */
  readonly close: (end: DrillEnd) => Promise<void>;
}

/** Like every signal made for one drill alone: what waits for something that drills share would be kept for as long as that is. */
const sound = (): Surroundings => ({ receive: (answer) => answer, opened: (opened) => opened, lease: { held: () => true, saw: '' }, killed: new Promise(() => {}) });
const nobodySpeaks = { serve: () => () => {} };

const letGo = (error: unknown): undefined => {
  if (!(error instanceof LetGo)) throw error;
};

/** Runs a drill up to its end, or to that of its runner. The world's clock drives it, so it takes no time of its own. */
export async function beginInMemory({ run, gameday, catalogue, scenario: wanted, model = {}, kind = simulatedKind({ model }), around = sound(), sink }: InMemory): Promise<Begun> {
  const never = new AbortController().signal;
  const moves = moveDesk();
  const { scenario: whole, panel } = await peopled(wanted, '', seededRandom(wanted.seed));
  const scenario = fittedTo(kind.has(whole.world.settings), whole, catalogue);
  const { seed, brief } = scenario;
  const seen: { world?: OpenedWorld['world'] } = {};
  const journal = createJournal({ ...(sink && { sink }), now: () => seen.world?.clock.now() ?? simulatedStartMs, writer: 'run', pid: 0, segment: 0 });
  journal.as('gameday')('run.opened', { run, gameday, mode: 'drill', world: kind.name, simulated: true, seed, brief, scenario: scenario as unknown as Json, scenarioSha256: '' });
  const emit = journal.as('world');
  const { settle, ...receiving } = receiveBy({ receivers: catalogue.receivers, get clock() { return kind.clock(run); }, random: seededRandom(seed), secretOf: () => '', hearAs: (by) => unfailing(journal.as(by)), post: async () => ({ status: 0, headers: {}, body: '', ms: 0 }), moves, ...(scenario.receivers && { settings: scenario.receivers }) });
  const real = await kind.open({ run, seed, settings: scenario.world.settings, diversion: { by: brief.diversion, compression: brief.compression }, ...receiving, receive: around.receive(receiving.receive), born: (child) => void emit('child.started', child), died: ({ name, pid }, code, signal, expected) => void unfailing(emit)('child.ended', { name, pid, code, signal, expected }), logs: '' }, never);
  const opened = around.opened(real);
  seen.world = opened.world;
  emit('world.opened', { description: opened.description, tools: opened.tools });
  const drill = () => runDrill({ scenario, ...(panel !== undefined && { panel }), catalogue, opened, journal, lease: around.lease, commands: nobodySpeaks, moves, stop: never, stopAtOnce: never, mode: 'drill' });
  const end = await kind.clock(run).run(() => Promise.race([drill().catch(letGo), around.killed]));
  const close = async ({ because, stuck }: DrillEnd) => {
    const leftBehind = [...stuck.map((change) => `change ${change}`), ...(await opened.close(never))];
    settle();
    journal.as('gameday')('run.closed', { because, leftBehind });
    journal.close();
  };
  return { opened, journal, end, close };
}

/** What happened, whole. The world is the drill's own, and is gone with it. */
export async function drillInMemory(given: Omit<InMemory, 'kind' | 'around'>): Promise<History> {
  const { end, journal, close } = await beginInMemory(given);
  if (end !== undefined) await close(end);
  return historyOf(journal.events);
}
