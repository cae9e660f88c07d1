/** Holds the scorecard: everything that reports show, as plain data. */
import type { Bounds, Capability, InsteadOf, Source } from '../record/events.ts';
import type { Coverage, Picture } from './drawn.ts';
import type { Measured, Unit } from './metric.ts';
import type { Story } from './story.ts';

export type * from './drawn.ts';

/** HSEEP's ratings: performed without challenges, with some, with major challenges, unable to be performed. */
export type Rating = 'P' | 'S' | 'M' | 'U';

export interface MetricResult {
  readonly id: string;
  readonly title: string;
  readonly capability: Capability | 'impact';
  readonly unit: Unit;
  readonly critical: boolean;
  readonly measured: Measured;
  /** Null where nothing may be rated; `whyNotRated` then says why. */
  readonly rating: Rating | null;
  readonly whyNotRated?: string;
  /** 0 to 100, null where not rated. */
  readonly score: number | null;
  /** The bounds that were used, after compression or the scenario's own. */
  readonly bounds?: Bounds;
  readonly basis: string;
  readonly source?: Source;
  /** By what the command that it counts from or to is timed, and how exactly: `by Cloudflare's audit log, ±1 s`. */
  readonly toldBy?: string;
  /** Where a facilitator ruled on its finding. */
  readonly ruling?: Ruling;
  /** For a manager, with numbers filled in. */
  readonly sentence: string;
}

export interface CapabilityResult {
  readonly capability: Capability;
  readonly inScope: boolean;
  readonly rating: Rating | null;
  readonly score: number | null;
  /** One plain sentence: what happened, and what decided the rating. */
  readonly sentence: string;
  readonly metrics: readonly MetricResult[];
}

export interface ValidityCheck {
  readonly id: string;
  readonly title: string;
  /** `unknown` counts like `failed`: the drill is inconclusive. `unproved` doesn't: it was only declared, as the scenario says, and nothing can prove it. */
  readonly is: 'held' | 'failed' | 'unknown' | 'unproved' | 'not applicable';
  readonly saw: string;
  readonly evidence: readonly number[];
}

export interface ObjectiveResult {
  readonly id: string;
  readonly text: string;
  readonly metric: string;
  readonly target: string;
  readonly actual: string;
  readonly rating: Rating | null;
  readonly whyNotRated?: string;
}

/** What a facilitator ruled about a finding, and why: an override that every report shows. */
export interface Ruling {
  readonly seq: number;
  readonly finding: string;
  readonly as: 'upheld' | 'dismissed';
  readonly role: string;
  readonly because: string;
}

export interface Finding {
  /** What it is about, so the same from run to run: a metric's id, or `dead-channel/email`. */
  readonly id: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  /** The role that has to see to it. */
  readonly owner: string;
  /** The day by which, `2013-06-09`: 30, 60, 90 or 180 days after the run for critical, high, medium and low. */
  readonly due: string;
  readonly text: string;
  readonly evidence: readonly number[];
  /** Present where plain rules couldn't decide, and a facilitator has to. */
  readonly asks?: true;
  readonly ruling?: Ruling;
}

/** One as it is found, before it is given a day and a ruling. */
export type Found = Omit<Finding, 'due' | 'ruling'>;

/** What a run owes after its incident to customers who need a record of it. Times are ISO 8601, in UTC. */
export interface Debts {
  /** Until every one of them has acknowledged the final report. */
  readonly open: boolean;
  readonly customers: number;
  /** `aimBy` is the P bound, `lastBy` the M bound. */
  readonly preliminary: { readonly delivered: number; readonly aimBy: string; readonly lastBy: string };
  readonly final: { readonly written: boolean; readonly delivered: number; readonly acknowledged: number; readonly aimBy: string; readonly lastBy: string };
  /** Parts that the newest final report lacks. */
  readonly missingParts: readonly { readonly title: string; readonly why: string }[];
  /** Customers whose ids are in the record and who have not acknowledged it, fifty at most, and how many more there are. */
  readonly waiting: readonly string[];
  readonly waitingMore: number;
}

/** One line of evidence, so that a reader can follow a number to the journal. */
export interface EvidenceLine {
  readonly seq: number;
  /** Milliseconds from the start of the timeline. */
  readonly offsetMs: number;
  readonly by: string;
  readonly kind: string;
  readonly text: string;
}

export type Outcome = Rating | 'inconclusive' | 'aborted' | 'not withdrawn';

export interface Scorecard {
  readonly $schema: string;
  readonly format: 1;
  readonly run: string;
  readonly gameday: string;
  readonly scenario: { readonly name: string; readonly title: string; readonly version: string; readonly owner: string; readonly plan: { readonly name: string; readonly version: string }; readonly sha256: string };
  readonly mode: 'drill' | 'observe';
  readonly world: string;
  readonly simulated: boolean;
  /** Present where the drill was meant for another world: it is inconclusive then. */
  readonly insteadOf?: InsteadOf;
  /** True when autopilot reached a milestone that was rated: said on the first line of every report. */
  readonly rehearsal: boolean;
  /** 1 where the drill ran in real time; otherwise the bounds were divided by it where they are scaled. */
  readonly compression: number;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly heldMs: number;
  readonly responders: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
  readonly exitCode: 0 | 1 | 2 | 3 | 4;
  /** One sentence: the outcome and why. */
  readonly headline: string;
  readonly capabilities: readonly CapabilityResult[];
  readonly impact: readonly MetricResult[];
  readonly validity: readonly ValidityCheck[];
  readonly objectives: readonly ObjectiveResult[];
  readonly findings: readonly Finding[];
  /** What findings this run could have had: an id, or the beginning of several up to a slash. Only what is listed can be said to hold. */
  readonly tested: readonly string[];
  /** Every ruling in the record, in order. */
  readonly rulings: readonly Ruling[];
  /** Null where nobody is owed a report. */
  readonly debts: Debts | null;
  /** The highest offered rate, in requests per second, at which legitimate users stayed within objective; null where not seen. */
  readonly withstoodRps: number | null;
  readonly picture: Picture;
  /** Null where nobody listed the customers. */
  readonly coverage: Coverage | null;
  /** Calls and messages in whose place a model of customers answered: they show how a team's tools work, and not that anybody was reached. */
  readonly modelled: number;
  readonly story: Story;
  readonly evidence: readonly EvidenceLine[];
  readonly journal: { readonly segments: number; readonly lines: number; readonly tip: string; readonly state: 'whole' | 'cut short' | 'damaged'; readonly saw: string };
}
