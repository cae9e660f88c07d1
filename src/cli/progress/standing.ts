/** Holds how a drill stands at a moment, gathered from its events: what the one-line status shows. */
import type { Event, EventOf, Kind, PlannedInject } from '../../record/events.ts';

/** Availability is that of the last few seconds: long enough to be calm, short enough to show a dip. */
const windowSeconds = 5;

export interface Standing {
  hear(event: Event): void;
  /** Scenario time, held time left out; undefined before the timeline starts. */
  elapsedMs(nowMs: number): number | undefined;
  /** The share of good legitimate requests of the last seconds; undefined where none was sent. */
  availability(): number | undefined;
  offeredRps(): number;
  /** The next inject that is neither released nor skipped. */
  next(): PlannedInject | undefined;
  planned(inject: string): PlannedInject | undefined;
  readonly endMs: number;
  readonly held: boolean;
  readonly route: string;
}

export function createStanding(): Standing {
  const offered = new Map<string, number>();
  const gone = new Set<string>();
  const seconds: { sent: number; ok: number }[] = [];
  let injects: readonly PlannedInject[] = [];
  let endMs = 0;
  let zeroMs: number | undefined;
  let heldMs = 0;
  let heldSinceMs: number | undefined;
  let route = '?';
  const total = (of: 'sent' | 'ok') => seconds.reduce((sum, one) => sum + one[of], 0);

  const ears: { readonly [K in Kind]?: (event: EventOf<K>) => void } = {
    'msel.planned': (event) => {
      injects = event.injects;
      endMs = event.endMs;
    },
    'timeline.started': (event) => void (zeroMs = event.atMs),
    'hold.started': (event) => void (heldSinceMs = event.heardMs),
    'hold.ended': (event) => {
      heldMs += event.heardMs - (heldSinceMs ?? event.heardMs);
      heldSinceMs = undefined;
    },
    'inject.released': (event) => void gone.add(event.inject),
    'inject.skipped': (event) => void gone.add(event.inject),
    'traffic.second': ({ generator, classes }) => {
      const sum = (of: 'sent' | 'ok') => Object.values(classes).reduce((all, one) => all + one[of], 0);
      seconds.push({ sent: sum('sent'), ok: sum('ok') });
      if (seconds.length > windowSeconds) seconds.shift();
      offered.set(generator, sum('sent'));
    },
    'flood.second': (event) => void offered.set(event.generator, event.offered),
    'generator.ended': (event) => void offered.delete(event.generator),
    'change.withdrawn': (event) => void offered.delete(event.inject),
    'path.seen': (event) => void (route = event.ok ? (event.via.find((who) => who.startsWith('partner')) ?? 'direct') : 'no answer'),
  };

  return {
    hear: (event) => (ears[event.kind] as ((event: Event) => void) | undefined)?.(event),
    elapsedMs: (nowMs) => (zeroMs === undefined ? undefined : (heldSinceMs ?? nowMs) - zeroMs - heldMs),
    availability: () => (total('sent') === 0 ? undefined : total('ok') / total('sent')),
    offeredRps: () => [...offered.values()].reduce((sum, one) => sum + one, 0),
    next: () => injects.filter((inject) => !gone.has(inject.inject)).toSorted((a, b) => a.offsetMs - b.offsetMs)[0],
    planned: (inject) => injects.find((one) => one.inject === inject),
    get endMs() {
      return endMs;
    },
    get held() {
      return heldSinceMs !== undefined;
    },
    get route() {
      return route;
    },
  };
}
