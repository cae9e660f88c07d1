/** Holds a whole drill in the simulated world, put together as a program would, with its record in memory. */
import { catalogue as shipped } from '../../src/catalog/index.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import { runDrill } from '../../src/drill/run-drill.ts';
import type { DrillEnd } from '../../src/drill/run-drill.ts';
import { LetGo } from '../../src/drill/ending.ts';
import { unfailing } from '../../src/heal/unfailing.ts';
import type { AnyWorld, Answer, OpenedWorld } from '../../src/ports/capabilities.ts';
import type { Json } from '../../src/record/json.ts';
import { createJournal } from '../../src/record/journal.ts';
import type { Journal, Sink } from '../../src/record/journal.ts';
import { readHistory } from '../../src/record/read-history.ts';
import type { History } from '../../src/record/history.ts';
import { peopled } from '../../src/scenario/panel/peopled.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { receiveBy } from '../../src/drill/receive.ts';
import type { Lease } from '../../src/store/lease.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { clusteredKind } from '../catalog/clustered-kind.ts';
import { mortal } from './mortal.ts';
import type { SimulatedKind, SimulatedOptions } from '../../src/worlds/simulated/index.ts';

export const run = 'simulated-drill';

export interface Performed {
  readonly text: string;
  readonly history: History;
  readonly end: DrillEnd;
  readonly kind: SimulatedKind;
  readonly before: Json;
  readonly after: Json;
}

export interface Started {
  readonly kind: SimulatedKind;
  readonly opened: OpenedWorld;
  readonly journal: Journal;
  readonly before: Json;
  /** Undefined where the runner was killed, or may not touch the world any more. */
  readonly end: DrillEnd | undefined;
  /** What the runner had written. */
  readonly text: () => string;
}

/** How gameday's own parts fail in a drill. */
export interface Ailing {
  sink(disk: Sink): Sink;
  receive(answer: Answer): Answer;
  world(world: AnyWorld): AnyWorld;
  readonly lease: Lease;
  /** Resolves when the runner is killed. */
  readonly killed: Promise<undefined>;
  dead(): boolean;
}

export interface Perform extends SimulatedOptions {
  readonly raw: object;
  readonly catalogue?: Catalogue;
  /** `raw` as it was parsed already, with a catalogue that names the same. */
  readonly parsed?: ResolvedScenario;
  /** Kills the runner at the moment at which it writes this line (the first is 1), before it does anything else. */
  readonly killAtLine?: number;
  readonly ailing?: Ailing;
}

export function memorySink(written: (lines: number) => void = () => {}): { sink: Sink; text: () => string } {
  const lines: string[] = [];
  const sink: Sink = {
    append: (text) => {
      lines.push(text);
      written(lines.length);
    },
    flush: () => {},
    close: () => {},
  };
  return { sink, text: () => lines.join('') };
}

const nowhere = async () => ({ status: 0, headers: {}, body: '', ms: 0 });
const answer = (catalogue: Catalogue, opened: () => { journal: Journal; world: OpenedWorld['world'] }): Answer =>
  receiveBy({ receivers: catalogue.receivers, get clock() { return opened().world.clock; }, random: seededRandom(1), secretOf: () => '', hearAs: (by) => unfailing(opened().journal.as(by)), post: nowhere }).receive;

function openRun(journal: Journal, scenario: ResolvedScenario): void {
  const emit = journal.as('run');
  const { brief, seed } = scenario;
  emit('run.opened', { run, gameday: '0.0.0', mode: 'drill', world: 'simulated', simulated: true, seed, brief, scenario: JSON.parse(JSON.stringify(scenario)) as Json, scenarioSha256: '0'.repeat(64) });
}

/** Runs a scenario up to its end, or to that of its runner. The world's clock drives it, so it takes no time of its own. */
export async function start({ raw, catalogue = shipped, parsed = parseScenario(catalogue, raw), killAtLine = Infinity, ailing, ...options }: Perform): Promise<Started> {
  const kind = clusteredKind(options);
  const { scenario, panel } = await peopled(parsed, '', seededRandom(parsed.seed));
  const stop = new AbortController().signal;
  const killed: { text?: string } = {};
  const kill = Promise.withResolvers<undefined>();
  const memory = memorySink((lines) => {
    if (lines !== killAtLine) return;
    killed.text = memory.text();
    kill.resolve(undefined);
  });
  const parts: { journal?: Journal; opened?: OpenedWorld } = {};
  const ready = () => {
    if (parts.journal === undefined || parts.opened === undefined) throw new Error('a message came before the drill was ready');
    return { journal: parts.journal, world: parts.opened.world };
  };
  const opened = await kind.open({ run, seed: scenario.seed, settings: scenario.world.settings, receive: ailing?.receive(answer(catalogue, ready)) ?? answer(catalogue, ready), born: (child) => void parts.journal?.as('world')('child.started', child), died: ({ name, pid }, code, signal, expected) => void (parts.journal && unfailing(parts.journal.as('world'))('child.ended', { name, pid, code, signal, expected })), logs: '' }, stop);
  const seen = { ...opened, world: mortal(ailing?.world(opened.world) ?? opened.world, () => killed.text !== undefined || ailing?.dead() === true) };
  const journal = createJournal({ sink: ailing?.sink(memory.sink) ?? memory.sink, now: () => seen.world.clock.now(), writer: 'run', pid: 1, segment: 0 });
  Object.assign(parts, { journal, opened });
  openRun(journal, scenario);
  journal.as('run')('world.opened', { description: opened.description, tools: opened.tools });
  const before = kind.snapshot(run);
  const drill = () => runDrill({ scenario, ...(panel !== undefined && { panel }), catalogue, opened: seen, journal, lease: ailing?.lease ?? { held: () => true, saw: '' }, commands: { serve: () => () => {} }, stop, stopAtOnce: stop, mode: 'drill' });
  const letGo = (error: unknown): undefined => {
    if (!(error instanceof LetGo)) throw error;
  };
  const end = await kind.clock(run).run(() => Promise.race([drill().catch(letGo), kill.promise, ...(ailing === undefined ? [] : [ailing.killed])]));
  return { kind, opened, journal, before, end, text: () => killed.text ?? memory.text() };
}

/** Runs a scenario to its end, closes the world and reads its record. */
export async function perform(options: Perform): Promise<Performed> {
  const { kind, opened, journal, before, end, text } = await start(options);
  if (end === undefined) throw new Error('the runner was killed');
  const after = kind.snapshot(run);
  const leftBehind = [...end.stuck.map((name) => `change ${name}`), ...(await opened.close(new AbortController().signal))];
  journal.as('run')('run.closed', { because: end.because, leftBehind });
  journal.close();
  return { text: text(), history: readHistory([{ name: '0-run.ndjson', text: text() }]), end, kind, before, after };
}

/** Half a minute with something of everything: users, an attack that is diverted, mail that fails, roles on autopilot. */
export const everything = {
  name: 'everything',
  version: '1',
  owner: 'the house',
  duration: '90s',
  compression: 20,
  traffic: { rps: 40, regions: { americas: 0.6, europe: 0.4 } },
  steady: { for: '5s', availability: 0.95 },
  lanes: {
    traffic: [
      { fault: 'control-flood', at: '6s', for: '5s', with: { rps: 800 } },
      { fault: 'decoy', at: '14s', for: '6s', with: { rps: 60 } },
      { fault: 'flood', at: '25s', for: '35s', with: { rps: 800 } },
    ],
    mail: [{ fault: 'email-outage', at: '30s', for: '25s', with: { kind: 'refused' } }],
    slow: [{ fault: 'latency', at: '8s', for: '10s', with: { proxy: 'social', latency: '300ms' } }],
    flapping: [{ fault: 'flap', at: '50s', for: '12s', with: { proxy: 'portal', period: '4s' } }],
    people: [{ fault: 'unavailable', at: '60s', for: '10s', with: { role: 'network' } }],
    cluster: [{ fault: 'black-hole', at: '12s', for: '8s', with: { service: 'web' } }],
  },
  responders: { monitoring: { autopilot: {} }, network: { autopilot: {} }, communications: { autopilot: {} } },
} as const;
