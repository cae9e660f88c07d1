/** Holds the watching: each observer runs from before zero to the end, with heartbeats that stop when it does. */
import type { Observer } from '../catalog/observer.ts';
import { within } from '../heal/within.ts';
import { worldFor } from '../heal/world-for.ts';
import { reasonOf } from '../problem.ts';
import type { Json } from '../record/json.ts';
import type { Drill } from './drill.ts';

const beatMs = 1000;
/** An observer that doesn't end in this time after it was told to is left behind. */
const endMs = 2000;

async function watch(drill: Drill, observer: Observer, spec: Json, stop: AbortSignal): Promise<void> {
  const name = observer.kind;
  const emit = drill.emitAs(`observer/${name}`);
  const missing = observer.needs.filter((need) => !(need in drill.world));
  emit('observer.started', { observer: name, everyMs: beatMs });
  if (missing.length > 0) {
    emit('observer.ended', { observer: name, early: true, because: `this world lacks ${missing.join(', ')}` });
    return;
  }
  const over = new AbortController();
  const beat = async () => {
    for (;;) {
      await drill.clock.sleep(beatMs, over.signal);
      if (over.signal.aborted || stop.aborted) return;
      emit('observer.beat', { observer: name });
    }
  };
  void beat();
  let because = 'it returned';
  try {
    await observer.observe(spec, worldFor(observer.needs, drill.world, `observer/${name}`), emit, stop);
  } catch (error) {
    because = reasonOf(error);
  }
  over.abort();
  emit('observer.ended', { observer: name, early: !stop.aborted, because: stop.aborted ? 'the drill is over' : because });
}

/** Starts all observers of the scenario; returns how to stop them, which resolves when they have ended. */
export function startObservers(drill: Drill): () => Promise<void> {
  const stop = new AbortController();
  const watching = drill.scenario.observers.flatMap(({ observer, spec }) => {
    const known = drill.catalogue.observers[observer];
    return known === undefined ? [] : [watch(drill, known, spec, stop.signal)];
  });
  return async () => {
    stop.abort();
    const ended = await within(drill.clock, endMs, () => Promise.all(watching));
    if (ended.late) drill.emitAs('drill')('trouble', { what: 'an observer did not end when it was told to', detail: `within ${endMs} ms` });
  };
}
