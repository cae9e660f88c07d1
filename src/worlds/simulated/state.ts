/** Holds the state of the simulated world: plain data that the parts of the model read and change. */
import { proxied } from '../../range/contract.ts';
import { createSwitchboard, type Switchboard } from '../../range/hotline/switchboard.ts';
import type { AnyWorld } from '../../ports/capabilities.ts';
import type { Sighting } from '../../ports/entries.ts';
import type { Answer } from '../../ports/inbound.ts';
import type { Notice } from '../../ports/plays.ts';
import type { ProxyState } from '../../ports/proxies.ts';
import type { Child, EntryCounts, MailMode } from '../../record/events.ts';
import type { Json } from '../../record/json.ts';
import type { Underway } from './edge.ts';
import type { Generator } from './generator.ts';
import { aims, type Aim } from './mix.ts';
import { timesOnTheWay } from './second.ts';
import type { Settings } from './settings.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface Letter {
  readonly id: string;
  readonly atMs: number;
  readonly subject: string;
  readonly text: string;
  readonly bounce: boolean;
}

export type Counts = { -readonly [K in keyof EntryCounts]: number };

export interface State {
  readonly clock: VirtualClock;
  readonly random: AnyWorld['random'];
  readonly settings: Settings;
  /** See `aims`. */
  readonly aimOf: (path: string) => Aim;
  /** See `timesOnTheWay`. */
  readonly timesOnTheWay: readonly number[];
  /** What receives messages from outside. */
  readonly receive: Answer;
  readonly born: (child: Child) => void;
  readonly died: (child: Child, code: number | null, signal: string | null, expected: boolean) => void;
  readonly startMs: number;
  open: boolean;
  readonly proxies: Map<string, ProxyState>;
  readonly generators: Map<string, Generator>;
  route: string;
  /** The ways that the route was pointed before, oldest first, each with when it was: not all follow a change at once. */
  routes: readonly { readonly route: string; readonly atMs: number }[];
  /** When the route last changed: a filter that was just switched in has not learned yet. */
  routedMs: number;
  lifted: boolean;
  mailMode: MailMode;
  readonly mailboxes: Map<string, readonly Letter[]>;
  readonly absent: Set<string>;
  /** Nothing is taken from it again. */
  readonly notices: (Notice & { readonly atMs: number })[];
  /** The status page with so many of them, as it was last written. */
  page: { readonly notices: number; readonly text: string };
  readonly ledger: Set<string>;
  readonly cases: Map<string, { readonly id: string; readonly state: 'opened' | 'acknowledged'; readonly text?: string }>;
  readonly switchboard: Switchboard;
  version: string;
  readonly seen: Map<string, Sighting[]>;
  readonly counts: Map<string, Counts>;
  /** The edge now: requests inside, the share of arrivals that it turns away, and how long those wait whom it lets in. */
  readonly edge: { inside: number; lost: number; waitMs: number };
  underway: Underway[];
  /** Single requests since the last step, of observers and customers: they take their part of the edge as any others do. */
  readonly single: { n: number; work: number };
}

export const countsOf = (state: State, who: string): Counts => {
  const known = state.counts.get(who);
  if (known !== undefined) return known;
  const counts = { received: 0, forwarded: 0, rejected: 0, timedOut: 0 };
  state.counts.set(who, counts);
  return counts;
};

/** Counts what a stage got, sent on and turned away. */
export function through(state: State, who: string, received: number, forwarded: number, rejected: number, timedOut = 0): void {
  const counts = countsOf(state, who);
  counts.received += received;
  counts.forwarded += forwarded;
  counts.rejected += rejected;
  counts.timedOut += timedOut;
}

/** Addresses stand for themselves here: nothing listens anywhere. */
export const original = (name: string): ProxyState => ({ name, listen: `${name}.proxy.simulated:80`, upstream: `${name}.simulated:80`, enabled: true, toxics: [] });

/** Every service that counts, so that a reader sees a zero and not a gap. */
export const counting = ['router', 'edge', 'partner-a', 'partner-b', 'communities', 'social', 'portal', 'deploy'] as const;

export function newState(given: Pick<State, 'clock' | 'random' | 'settings' | 'receive' | 'born' | 'died'>): State {
  const startMs = given.clock.now();
  const state: State = {
    ...given,
    startMs,
    aimOf: aims(given.settings.range),
    timesOnTheWay: timesOnTheWay(given.settings.model),
    open: true,
    proxies: new Map(Object.keys(proxied).map((name) => [name, original(name)])),
    generators: new Map(),
    route: 'edge',
    routes: [],
    routedMs: startMs - 3_600_000,
    lifted: false,
    mailMode: 'normal',
    mailboxes: new Map(),
    absent: new Set(),
    notices: [],
    page: { notices: 0, text: '[]' },
    ledger: new Set(),
    cases: new Map(),
    switchboard: createSwitchboard(given.settings.range.hotline, () => given.clock.now()),
    version: '1',
    seen: new Map(),
    counts: new Map(),
    edge: { inside: 0, lost: 0, waitMs: 0 },
    underway: [],
    single: { n: 0, work: 0 },
  };
  for (const who of counting) countsOf(state, who);
  return state;
}

/** All that a fault or a play may change, and nothing that merely happened: equal before and after means undone. */
export const snapshot = (state: State): Json => ({
  proxies: [...state.proxies.values()].map((proxy) => ({ ...proxy, toxics: proxy.toxics.map((toxic) => ({ ...toxic })) })),
  route: state.route,
  lifted: state.lifted,
  mailMode: state.mailMode,
  absent: [...state.absent].sort(),
  running: [...state.generators.values()].filter((generator) => generator.ended === undefined).map((generator) => generator.spec.name),
});
