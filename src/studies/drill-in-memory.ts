/** Holds one simulated drill without a folder: from a scenario to its whole record, in memory. */
import type { Catalogue } from '../catalog/catalogue.ts';
import { moveDesk } from '../drill/moves.ts';
import { receiveBy } from '../drill/receive.ts';
import { runDrill } from '../drill/run-drill.ts';
import type { OpenedWorld } from '../ports/capabilities.ts';
import type { Json } from '../record/json.ts';
import { createJournal } from '../record/journal.ts';
import { fittedTo } from '../scenario/lacks.ts';
import { peopled } from '../scenario/panel/peopled.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { seededRandom } from '../worlds/seeded-random.ts';
import { simulatedKind, simulatedStartMs } from '../worlds/simulated/index.ts';
import type { ModelInput } from '../worlds/simulated/model-settings.ts';

export interface InMemory {
  readonly run: string;
  readonly gameday: string;
  readonly catalogue: Catalogue;
  readonly scenario: ResolvedScenario;
  /** What the model takes as given, where it isn't the default. */
  readonly model?: ModelInput;
}

const never = new AbortController().signal;
const nobodyElse = { held: () => true, saw: '' };
const nobodySpeaks = { serve: () => () => {} };

/** The journal's text. The world is the drill's own, and is gone with it. */
export async function drillInMemory({ run, gameday, catalogue, scenario: wanted, model = {} }: InMemory): Promise<string> {
  const kind = simulatedKind({ model });
  const moves = moveDesk();
  const { scenario: whole, panel } = await peopled(wanted, '', seededRandom(wanted.seed));
  const scenario = fittedTo(kind.has(whole.world.settings), whole, catalogue);
  const lines: string[] = [];
  const opened: { world?: OpenedWorld } = {};
  const now = () => opened.world?.world.clock.now() ?? simulatedStartMs;
  const journal = createJournal({ sink: { append: (text) => void lines.push(text), flush: () => {}, close: () => {} }, now, writer: 'run', pid: 0, segment: 0 });
  const recorded = scenario as unknown as Json;
  journal.as('gameday')('run.opened', { run, gameday, mode: 'drill', world: kind.name, simulated: true, seed: scenario.seed, brief: scenario.brief, scenario: recorded, scenarioSha256: '' });
  const emit = journal.as('world');
  const { settle, ...receiving } = receiveBy({ receivers: catalogue.receivers, get clock() { return kind.clock(run); }, random: seededRandom(scenario.seed), secretOf: () => '', hearAs: (by) => journal.as(by), post: async () => ({ status: 0, headers: {}, body: '', ms: 0 }), moves, ...(scenario.receivers && { settings: scenario.receivers }) });
  const world = await kind.open({ run, seed: scenario.seed, settings: scenario.world.settings, diversion: { by: scenario.brief.diversion, compression: scenario.brief.compression }, ...receiving, born: (child) => void emit('child.started', child), died: ({ name, pid }, code, signal, expected) => void emit('child.ended', { name, pid, code, signal, expected }), logs: '' }, never);
  opened.world = world;
  emit('world.opened', { description: world.description, tools: world.tools });
  const end = await kind.clock(run).run(() => runDrill({ scenario, ...(panel !== undefined && { panel }), catalogue, opened: world, journal, lease: nobodyElse, commands: nobodySpeaks, moves, stop: never, stopAtOnce: never, mode: 'drill' }));
  const leftBehind = [...end.stuck.map((change) => `change ${change}`), ...(await world.close(never))];
  settle();
  journal.as('gameday')('run.closed', { because: end.because, leftBehind });
  journal.close();
  return lines.join('');
}
