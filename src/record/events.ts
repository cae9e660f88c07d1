/**
 * Holds every event that a journal can contain: the one union that drill, observers, judge, reports and console share.
 * Times are Unix milliseconds where a name ends in `atMs` or `heardMs`; `offsetMs` counts from the start of the timeline; durations end in `Ms`.
 */
import type { Json, JsonObject } from './json.ts';

/** Version of the journal's format. A reader keeps understanding every version that was ever written. */
export const formatVersion = 1;

export type Capability = 'detection' | 'rerouting' | 'communications';
export type Writer = 'run' | 'reaper' | 'heal' | 'close';

/** Who reached a milestone, and how we know. Only `autopilot` makes a drill a rehearsal. */
export type Source = 'autopilot' | 'observed' | 'facilitator' | 'self-reported';
/** What told a tool of a milestone; `name` stands in sentences, such as "Cloudflare's audit log". */
export type Witness = { readonly kind: 'audit-log' | 'dns' | 'managed-fields'; readonly name: string };
export type Milestone =
  | 'began' //        T0 of an incident that gameday did not inject (observe mode)
  | 'acknowledged' // Ta: a human (or named automation) took the alert
  | 'declared' //     Tdecl: an incident was declared
  | 'decided' //      the network role decided to divert
  | 'commanded' //    Tc: diversion was commanded
  | 'failed-back' //  the return to the direct path was commanded
  | 'resolved'; //    the incident was declared over

/** The rungs of a message; the highest one that was proved is scored. */
export type Rung = 'composed' | 'approved' | 'submitted' | 'accepted' | 'delivered' | 'seen' | 'acknowledged';

export type MailMode = 'normal' | 'refused' | 'hanging' | 'temporary-failure' | 'slow' | 'lost' | 'bounced';

/** What an observer must see for a fault to count as felt; data, so that the judge can check it from the record alone. */
export type Expectation =
  | { see: 'probe'; proxy: string; is: 'slower'; byMs: number }
  | { see: 'probe'; proxy: string; is: 'unreachable' | 'stalled' | 'cut' | 'flapping' }
  | { see: 'arrivals'; generator: string; shareMin: number }
  | { see: 'mail'; is: Exclude<MailMode, 'normal'> }
  | { see: 'rota'; role: string; is: 'absent' }
  | { see: 'cluster'; object: string; name: string; what: 'created' | 'changed' | 'deleted'; number?: { readonly name: string; readonly atMost?: number; readonly atLeast?: number } };

/** What the right alert for an inject carries: every named label must have the given value (or one of them). */
export type AlertExpectation = { readonly labels: Readonly<Record<string, string | readonly string[]>> };

export interface PlannedInject {
  readonly inject: string;
  readonly lane: string;
  readonly fault: string;
  readonly title: string;
  readonly offsetMs: number;
  readonly forMs: number;
  readonly spec: Json;
  readonly felt: readonly Expectation[];
  readonly alert?: AlertExpectation;
  /** True for a traffic flood, the start of which is T0; false for its control run and its decoy. */
  readonly attack: boolean;
  /** True for the control run of a flood: same rate, the edge's bound lifted. */
  readonly control: boolean;
}

/** A metric's bounds in the metric's own unit; for a share they are given as shortfall (1 - share). */
export interface Bounds {
  readonly p: number;
  readonly s: number;
  readonly m: number;
}

/** All that a judge needs of a scenario. `scenario` beside it is the whole, as resolved, for people and for `run` again. */
export interface Brief {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly owner: string;
  readonly plan: { readonly name: string; readonly version: string };
  readonly authorisedBy: string;
  readonly objectives: readonly { readonly id: string; readonly text: string; readonly metric: string }[];
  readonly scope: readonly Capability[];
  /** Time compression: bounds in minutes are divided by this. 1 where the drill runs in real time. */
  readonly compression: number;
  /** Bounds that replace the defaults, by metric id, already in the metric's unit; never divided again. */
  readonly targets: Readonly<Record<string, Bounds & { readonly why: string }>>;
  /** What legitimate users are promised: the share of good requests, and how fast a good one is at the 95th percentile. */
  readonly objective: { readonly availabilityMin: number; readonly latencyP95MsMax: number };
  readonly responders: Readonly<Record<string, 'autopilot' | 'human' | 'automation'>>;
  /** How the network role's partners take traffic over; it picks the bounds of the diversion metric. */
  readonly diversion: 'bgp' | 'dns' | 'rule';
}

/** One request class in one second. `hist` is a sparse latency histogram: bucket, count, bucket, count (see latency-histogram.ts). */
export interface ClassSecond {
  readonly sent: number;
  readonly ok: number;
  /** 403, 429 or a challenge: harm by a filter. */
  readonly blocked: number;
  readonly failed: number;
  readonly hist: readonly number[];
}

/** Cumulative counts of one entry point, partner or origin since its start. */
export interface EntryCounts {
  readonly received: number;
  readonly forwarded: number;
  readonly rejected: number;
  readonly timedOut: number;
}

export type ProbeOutcome = 'ok' | 'refused' | 'reset' | 'timeout' | 'cut' | 'error';

/** An observation is stamped at its source; `clockErrMs` bounds how far the source's clock may be off. */
interface Observed {
  readonly atMs: number;
  readonly clockErrMs?: number;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** The kernel's start time of the process: with the pid it names a process for good, so that a recycled pid is never killed. */
  readonly started: string;
  readonly command: readonly string[];
}

export interface Events {
  // The run and its parts
  'segment.opened': { format: number; segment: number; writer: Writer; pid: number; after?: { seq: number; hash: string } };
  'run.opened': { run: string; gameday: string; mode: 'drill' | 'observe'; world: string; simulated: boolean; seed: number; brief: Brief; scenario: Json; scenarioSha256: string };
  /** Where a world is that is about to be opened, for who must clear up should that be cut short; `world.opened` has all that a stranger needs to reach it. */
  'world.known': { description: Json };
  'world.opened': { description: Json; tools: Record<string, string> };
  'child.started': Child;
  'child.ended': { name: string; pid: number; code: number | null; signal: string | null; expected: boolean };
  'audience.listed': { customers: readonly { id: string; channels: readonly string[] }[] };
  'msel.planned': { injects: readonly PlannedInject[]; endMs: number };
  'steady.checked': { ok: boolean; saw: string };
  /** The zero of scenario time. */
  'timeline.started': { atMs: number };
  'timeline.ended': { because: 'complete' | 'aborted' };
  'run.closed': { because: 'complete' | 'aborted' | 'cut short'; leftBehind: readonly string[] };

  // Changes to the world: planned and flushed first, then applied, withdrawn, proved
  'inject.released': { inject: string; plannedMs: number; how: 'schedule' | 'facilitator' };
  'inject.skipped': { inject: string; role: string; because: string };
  'change.planned': { inject: string; n: number; action: string; change: Json };
  'change.applied': { inject: string; n: number; atMs: number; tookMs: number };
  'change.failed': { inject: string; n: number; error: string };
  'change.withdrawing': { inject: string; n: number; because: string };
  'change.withdrawn': { inject: string; n: number; how: string; saw: string; kept?: string };
  'change.stuck': { inject: string; n: number; tried: readonly string[]; saw: string };
  'guardrail.tripped': { guardrail: string; saw: string };
  'lease.lost': { saw: string };
  'trouble': { what: string; detail: string };

  // The facilitator
  'hold.started': { role: string };
  'hold.ended': { role: string };
  'note.added': { role: string; text: string };
  'abort.requested': { role: string; because: string; realIncident: boolean };
  'milestone.reached': Observed & { milestone: Milestone; role: string; source: Source; detail?: string; witness?: Witness };

  // Observations
  'observer.started': { observer: string; everyMs: number };
  'observer.beat': { observer: string };
  'observer.ended': { observer: string; early: boolean; because: string };
  'traffic.second': Observed & { generator: string; classes: Record<string, ClassSecond> };
  'flood.second': Observed & { generator: string; offered: number; sent: number; dropped: number; passed: number };
  'generator.ended': { generator: string; code: number | null; expected: boolean; dropped: number; saw: string };
  'counters.read': Observed & { entries: Record<string, EntryCounts> };
  'probes.seen': Observed & { proxies: Record<string, { outcome: ProbeOutcome; ms: number }> };
  /** One probe of one entry; `via` lists, in order, who saw its nonce. */
  'path.seen': Observed & { entry: string; nonce: string; ok: boolean; ms: number; via: readonly string[] };
  'alert.heard': Observed & { receiver: string; status: 'firing' | 'resolved'; labels: Record<string, string>; annotations: Record<string, string>; startsAtMs: number; fingerprint: string };
  /** One answer of an Alertmanager that is asked each `everyMs`; without answers, silence about alerts proves nothing. Then a silence that was made or prolonged meanwhile. */
  'alerts.read': Observed & { everyMs: number; alerts: number };
  'silence.seen': Observed & { id: string; matchers: string; createdBy: string; comment: string; endsAtMs: number };
  'notice.moved': Observed & { notice: string; channel: string; rung: Rung; to?: string; text?: string; nextUpdateMs?: number; error?: string };
  /** One canary mail's state: how the relay answered it, and whether it came through. */
  'mail.canary': Observed & { id: string; state: 'accepted' | 'refused' | 'temporary-failure' | 'timeout' | 'delivered' | 'bounced' | 'missing'; ms: number };
  'status.fetched': Observed & { ok: boolean; ms: number; notices: readonly string[] };
  'deploy.probed': Observed & { ok: boolean; ms: number; saw: string };
  'ledger.checked': Observed & { acknowledged: number; present: number; missing: readonly string[] };
  'case.moved': Observed & { case: string; state: 'opened' | 'refused' | 'acknowledged' | 'kept' | 'deleted' };
  'rota.seen': Observed & { absent: readonly string[] };
  'cluster.changed': Observed & { object: string; name: string; what: 'created' | 'changed' | 'deleted'; saw: string; manager?: string; numbers?: Readonly<Record<string, number>> };
  'clock.compared': Observed & { source: string; offsetMs: number; errMs: number };
}

export type Kind = keyof Events;

/** The envelope of a line: its number, when this process heard of it, and who says so (for example `observer/path`). */
export interface Envelope {
  readonly seq: number;
  readonly heardMs: number;
  readonly by: string;
}

export type EventOf<K extends Kind> = K extends Kind ? Envelope & { readonly kind: K } & Readonly<Events[K]> : never;
export type Event = EventOf<Kind>;

/** Appends an event and returns its number. Kinds and bodies are checked together. */
export type Emit = <K extends Kind>(kind: K, body: Events[K]) => number;

export type { Json, JsonObject };
