/** Holds a small builder of histories: events by their moment on the timeline, sorted and numbered when it is done. */
import type { Brief, Event, Events, Kind } from '../../src/record/events.ts';
import { historyOf } from '../../src/record/history-of.ts';
import type { History, Integrity } from '../../src/record/history.ts';

/** Unix time of scenario time zero in built histories: when the outage of 10 May 2013 began. */
export const zeroMs = Date.UTC(2013, 4, 10, 14, 25);

const observedKinds = new Set<Kind>([
  'milestone.reached', 'traffic.second', 'flood.second', 'counters.read', 'probes.seen', 'path.seen', 'alert.heard', 'alerts.read', 'silence.seen', 'notice.moved', 'mail.canary', 'status.fetched',
  'deploy.probed', 'ledger.checked', 'case.moved', 'call.moved', 'report.moved', 'debts.looked', 'rota.seen', 'cluster.changed', 'clock.compared', 'change.applied', 'timeline.started',
]);

/** The body of an event without its `atMs`, which is the moment at which it is placed. */
type BodyAt<K extends Kind> = Events[K] extends { atMs: number } ? Omit<Events[K], 'atMs'> & { atMs?: number } : Events[K];

export interface Placed {
  readonly offsetMs: number;
  readonly by: string;
  readonly kind: Kind;
  readonly body: object;
}

export interface HistoryBuilder {
  /** Places an event at a moment on the timeline, in milliseconds; `atMs` is filled in where the kind has one. */
  at<K extends Kind>(offsetMs: number, by: string, kind: K, body: BodyAt<K>): HistoryBuilder;
  /** Takes events away, as if nobody had written them. */
  without(gone: (placed: Placed) => boolean): HistoryBuilder;
  events(): Event[];
  build(integrity?: Integrity): History;
}

export function historyBuilder(start: readonly Placed[] = []): HistoryBuilder {
  let placed = [...start];
  const builder: HistoryBuilder = {
    at: (offsetMs, by, kind, body) => {
      placed.push({ offsetMs, by, kind, body: observedKinds.has(kind) ? { atMs: zeroMs + offsetMs, ...body } : body });
      return builder;
    },
    without: (gone) => {
      placed = placed.filter((each) => !gone(each));
      return builder;
    },
    events: () =>
      placed
        .toSorted((a, b) => a.offsetMs - b.offsetMs)
        .map(({ offsetMs, by, kind, body }, index) => ({ seq: index + 1, heardMs: zeroMs + offsetMs, by, kind, ...body }) as Event),
    build: (integrity) => historyOf(builder.events(), integrity),
  };
  return builder;
}

export const brief: Brief = {
  name: 'sample',
  title: 'A flood and a mail outage',
  version: '1.0.0',
  owner: 'reliability team',
  plan: { name: 'Denial-of-service runbook', version: '3.2' },
  authorisedBy: 'head of operations',
  objectives: [
    { id: 'see-it', text: 'The team notices an attack before its customers do', metric: 'detect' },
    { id: 'route-it', text: 'Traffic is moved to the scrubbing partner', metric: 'divert' },
    { id: 'tell-them', text: 'Customers hear of it while e-mail is down', metric: 'fallback' },
  ],
  scope: ['detection', 'rerouting', 'communications'],
  compression: 20,
  targets: {},
  objective: { availabilityMin: 0.99, latencyP95MsMax: 1000 },
  responders: { monitoring: 'autopilot', network: 'autopilot', communications: 'autopilot' },
  diversion: 'rule',
};
