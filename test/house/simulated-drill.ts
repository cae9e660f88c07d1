/** Holds a whole drill in the simulated world, put together as a program would, with its record in memory. */
import { catalogue as shipped } from '../../src/catalog/index.ts';
import type { Catalogue } from '../../src/catalog/catalogue.ts';
import type { DrillEnd } from '../../src/drill/run-drill.ts';
import type { Json } from '../../src/record/json.ts';
import type { Sink } from '../../src/record/journal.ts';
import { readHistory } from '../../src/record/read-history.ts';
import type { History } from '../../src/record/history.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { beginInMemory } from '../../src/studies/drill-in-memory.ts';
import type { Begun, Surroundings } from '../../src/studies/drill-in-memory.ts';
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

export interface Started extends Begun {
  /** What the runner had written. */
  readonly text: () => string;
  readonly kind: SimulatedKind;
  readonly before: Json;
}

/** How gameday's own parts fail in a drill. */
export interface Ailing extends Surroundings {
  sink(memory: Sink): Sink;
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

/** Runs a scenario up to its end, or to that of its runner, in the world that has a cluster beside the range. */
export async function start({ raw, catalogue = shipped, parsed = parseScenario(catalogue, raw), killAtLine = Infinity, ailing, ...options }: Perform): Promise<Started> {
  const kind = clusteredKind(options);
  const killed: { text?: string } = {};
  const kill = Promise.withResolvers<undefined>();
  const memory = memorySink((lines) => {
    if (lines !== killAtLine) return;
    killed.text = memory.text();
    kill.resolve(undefined);
  });
  let before: Json = null;
  const isDead = () => killed.text !== undefined || ailing?.dead() === true;
  const around: Surroundings = {
    receive: (answer) => ailing?.receive(answer) ?? answer,
    opened: (real) => {
      before = kind.snapshot(run);
      const opened = ailing?.opened(real) ?? real;
      return { ...opened, world: mortal(opened.world, isDead) };
    },
    lease: ailing?.lease ?? { held: () => true, saw: '' },
    killed: Promise.race([kill.promise, ...(ailing === undefined ? [] : [ailing.killed])]),
  };
  const begun = await beginInMemory({ run, gameday: '0.0.0', catalogue, scenario: parsed, kind, around, sink: ailing?.sink(memory.sink) ?? memory.sink });
  return { ...begun, kind, before, text: () => killed.text ?? memory.text() };
}

/** Runs a scenario to its end, closes the world and reads its record. */
export async function perform(options: Perform): Promise<Performed> {
  const { kind, before, end, text, close } = await start(options);
  if (end === undefined) throw new Error('the runner was killed');
  const after = kind.snapshot(run);
  await close(end);
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
