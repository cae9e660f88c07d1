/** Holds the words of events: what a brief, a planned inject, an expectation, a rung or a milestone is. Units are in the names, as in events.ts. */
import type { Json } from './json.ts';
import type { PanelNode, Way } from './panel.ts';

export type Capability = 'detection' | 'rerouting' | 'communications';
export type Writer = 'run' | 'reaper' | 'heal' | 'close';

/** Who reached a milestone, and how we know. Only `autopilot` makes a drill a rehearsal. */
export type Source = 'autopilot' | 'observed' | 'facilitator' | 'self-reported';
export type Milestone =
  | 'began' //        T0 of an incident that gameday did not inject (observe mode)
  | 'acknowledged' // Ta: a human (or named automation) took the alert
  | 'declared' //     Tdecl: an incident was declared
  | 'decided' //      the network role decided to divert
  | 'commanded' //    Tc: diversion was commanded
  | 'failed-back' //  the return to the direct path was commanded
  | 'resolved'; //    the incident was declared over

/** What told a tool of a milestone; `name` stands in sentences, such as "Cloudflare's audit log". */
export interface Witness {
  readonly kind: 'receiver' | 'audit-log' | 'dns' | 'managed-fields';
  readonly name: string;
}

/** The rungs of a message; the highest one that was proved is scored. */
export type Rung = 'composed' | 'approved' | 'submitted' | 'accepted' | 'delivered' | 'seen' | 'acknowledged';

export type MailMode = 'normal' | 'refused' | 'hanging' | 'temporary-failure' | 'slow' | 'lost' | 'bounced';

/** Who answered, as far as a tool tells: a person, or something that acts on its own. */
export type Actor = 'person' | 'automation';

/**
 * A call between a customer and the vendor, by its state. `acknowledged` is a keypress or spoken consent of a person; *completed* alone proves nobody.
 * Source: Twilio, "Call resource", status values; `voicemail`, `abandoned` and `called-back` are what call centres report.
 */
export type CallState = 'queued' | 'ringing' | 'answered' | 'voicemail' | 'acknowledged' | 'completed' | 'abandoned' | 'called-back' | 'busy' | 'no-answer' | 'failed' | 'canceled';

/** What an observer must see for a fault to count as felt; data, so that the judge can check it from the record alone. */
export type Expectation =
  | { see: 'probe'; proxy: string; is: 'slower'; byMs: number }
  | { see: 'probe'; proxy: string; is: 'unreachable' | 'stalled' | 'cut' | 'flapping' }
  | { see: 'arrivals'; generator: string; shareMin: number }
  | { see: 'mail'; is: Exclude<MailMode, 'normal'> }
  | { see: 'rota'; role: string; is: 'absent' }
  /** Nothing: players were only told that this channel is gone, so nothing can prove that it was. */
  | { see: 'declaration'; channel: string }
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

/** The world that a drill was meant for and did not get, and why; for people, without a full stop. */
export interface InsteadOf {
  readonly world: string;
  readonly because: string;
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
  /** How many calls to customers the telephony provider starts in a second, where the scenario says so. */
  readonly callsPerSecond?: number;
  /** What channels share their fate with, where the scenario says so; `channelNeeds` has the others. */
  readonly channels?: Readonly<Partial<Record<Way, readonly PanelNode[]>>>;
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

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** The kernel's start time of the process: with the pid it names a process for good, so that a recycled pid is never killed. */
  readonly started: string;
  readonly command: readonly string[];
}
