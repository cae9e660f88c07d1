/** Holds an observer at work: what it tells is kept, and a test waits for some of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Observer } from '../../src/catalog/observer.ts';
import { type Capabilities, withWhatThereIs } from '../../src/ports/capabilities.ts';
import type { EventOf, Kind } from '../../src/record/events.ts';
import { seededRandom } from '../../src/worlds/seeded-random.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';

type Seen = { readonly kind: Kind };

export function watching(observer: Observer, spec: object, some: Partial<Capabilities>) {
  const seen: Seen[] = [];
  const stop = new AbortController();
  const over = observer.observe(observer.spec.parse(spec), withWhatThereIs({ clock, random: seededRandom(1), ...some }), (kind, body) => seen.push({ ...body, kind }), stop.signal);
  const of = <K extends Kind>(kind: K) => seen.filter((one): one is Seen & EventOf<K> => one.kind === kind);
  return {
    of,
    told: () => JSON.stringify(seen),
    until: async (what: string, holds: () => boolean) => {
      for (const limit = performance.now() + 15_000; !holds(); await sleep(20)) if (performance.now() > limit) throw new Error(`expected ${what} within 15 s, saw ${JSON.stringify(seen.slice(-8))}`);
    },
    end: async () => {
      stop.abort();
      await over;
    },
  };
}

export type Watching = ReturnType<typeof watching>;
