/** Holds the watching: each observer runs from before zero to the end, with heartbeats that stop when it does. */
import type { Observer } from '../catalog/observer.ts';
import { within } from '../heal/within.ts';
import { worldFor } from '../heal/world-for.ts';
import { reasonOf } from '../problem.ts';
import type { Emit } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import type { Drill } from './drill.ts';

/** A heart beats a thousand times in a long drill, and once a second in a short one: three beats that are missing are a gap. */
const beatOf = (durationMs: number) => Math.min(10_000, Math.max(1000, Math.round(durationMs / 1000)));
/** An observer that doesn't end in this time after it was told to is left behind. */
const endMs = 2000;

/** Those who watch now, by name. One heart beats for all of them, so that they cost a drill one wake-up between them. */
type Awake = Map<string, Emit>;

async function beat({ clock }: Drill, everyMs: number, awake: Awake, stop: AbortSignal): Promise<void> {
  for (;;) {
    await clock.sleep(everyMs, stop);
    if (stop.aborted) return;
    for (const [observer, emit] of awake) emit('observer.beat', { observer });
  }
}

async function watch(drill: Drill, observer: Observer, spec: Json, everyMs: number, awake: Awake, stop: AbortSignal): Promise<void> {
  const name = observer.kind;
  const emit = drill.emitAs(`observer/${name}`);
  const missing = observer.needs.filter((need) => !(need in drill.world));
  emit('observer.started', { observer: name, everyMs });
  if (missing.length > 0) {
    emit('observer.ended', { observer: name, early: true, because: `this world lacks ${missing.join(', ')}` });
    return;
  }
  awake.set(name, emit);
  let because = 'it returned';
  try {
    await observer.observe(spec, worldFor(observer.needs, drill.world, `observer/${name}`), emit, stop);
  } catch (error) {
    because = reasonOf(error);
  }
  awake.delete(name);
  emit('observer.ended', { observer: name, early: !stop.aborted, because: stop.aborted ? 'the drill is over' : because });
}

/** Starts all observers of the scenario; returns how to stop them, which resolves when they have ended. */
export function startObservers(drill: Drill): () => Promise<void> {
  const stop = new AbortController();
  const everyMs = beatOf(drill.scenario.durationMs);
  const awake: Awake = new Map();
  const watching = drill.scenario.observers.flatMap(({ observer, spec }) => {
    const known = drill.catalogue.observers[observer];
    return known === undefined ? [] : [watch(drill, known, spec, everyMs, awake, stop.signal)];
  });
  void beat(drill, everyMs, awake, stop.signal);
  return async () => {
    stop.abort();
    const ended = await within(drill.clock, endMs, () => Promise.all(watching));
    if (ended.late) drill.emitAs('drill')('trouble', { what: 'an observer did not end when it was told to', detail: `within ${endMs} ms` });
  };
}
