/** Holds a simulated stage for single actions: a world, its observers if wanted, and what they put down. */
import { catalogue } from '../../src/catalog/index.ts';
import type { Action } from '../../src/catalog/action.ts';
import type { AnyWorld } from '../../src/ports/capabilities.ts';
import type { Diversion } from '../../src/ports/world-kind.ts';
import type { Event, EventOf, Kind } from '../../src/record/events.ts';
import type { Json } from '../../src/record/json.ts';
import type { SimulatedOptions } from '../../src/worlds/simulated/index.ts';
import { receiveBy } from '../../src/drill/receive.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { clusteredKind } from './clustered-kind.ts';

export interface Stage {
  readonly world: AnyWorld;
  readonly events: readonly Event[];
  of<K extends Kind>(kind: K): readonly EventOf<K>[];
  snapshot(): Json;
  /** Starts an observer with the given settings; returns how to end it. */
  watch(kind: keyof (typeof catalogue)['observers'], spec?: object): () => Promise<void>;
  readonly stop: AbortSignal;
}

const run = 'stage';

/** What is played here lasts seconds that stand for minutes. */
const compressed: Diversion = { by: 'rule', compression: 20 };

/** Runs `play` on a fresh world under its virtual clock, with a stop that never comes. */
export async function onStage<T>(play: (stage: Stage) => Promise<T>, options: SimulatedOptions & { seed?: number; settings?: Json; diversion?: Diversion } = {}): Promise<T> {
  const { seed = 1, settings = {}, diversion = compressed, ...kindOptions } = options;
  const kind = clusteredKind(kindOptions);
  const events: Event[] = [];
  const stop = new AbortController();
  const emitAs = (by: string) => (name: Kind, body: object) => {
    events.push({ seq: events.length, heardMs: clock().now(), by, kind: name, ...body } as Event);
    return events.length - 1;
  };
  const clock = () => kind.clock(run);
  const nowhere = async () => ({ status: 0, headers: {}, body: '', ms: 0 });
  const { receive } = receiveBy({ receivers: catalogue.receivers, get clock() { return clock(); }, random: seededRandom(seed), secretOf: () => '', hearAs: emitAs, post: nowhere });
  const opened = await kind.open({ run, seed, settings, diversion, receive, born: () => {}, died: () => {}, logs: '' }, stop.signal);
  const watch: Stage['watch'] = (name, spec = {}) => {
    const { [name]: observer } = catalogue.observers;
    const end = new AbortController();
    const watching = observer.observe(observer.spec.parse(spec), opened.world, emitAs(`observer/${name}`), end.signal);
    return async () => {
      end.abort();
      await watching;
    };
  };
  const stage: Stage = { world: opened.world, events, of: <K extends Kind>(name: K) => events.filter((event): event is EventOf<K> => event.kind === name), snapshot: () => kind.snapshot(run), watch, stop: stop.signal };
  try {
    return await clock().run(() => play(stage));
  } finally {
    await opened.close(stop.signal);
  }
}

export interface Staged {
  readonly action: Action;
  readonly spec: Json;
  readonly changes: readonly Json[];
}

/** Plans an action as the drill does; changes go through JSON, as they do in the record. */
export async function plan({ world, stop }: Stage, action: Action, input: unknown, inject: string, forMs = 10_000): Promise<Staged> {
  const spec = action.spec.parse(input) as Json;
  const planned = await action.plan(spec, { name: inject, inject, forMs }, world, stop);
  return { action, spec, changes: JSON.parse(JSON.stringify(planned)) as Json[] };
}

export async function apply({ world, stop }: Stage, { action, changes }: Staged): Promise<void> {
  for (const change of changes) await action.apply(change, world, stop);
}
