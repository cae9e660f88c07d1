/**
 * Holds every event that a journal can contain: the one union that drill, observers, judge, reports and console share.
 * Times are Unix milliseconds where a name ends in `atMs` or `heardMs`; `offsetMs` counts from the start of the timeline; durations end in `Ms`.
 */
import type { Json, JsonObject } from './json.ts';
import type { PanelListing, PanelPart } from './panel.ts';
import type { Actor, Brief, CallState, Child, ClassSecond, EntryCounts, InsteadOf, Milestone, PlannedInject, ProbeOutcome, Rung, Source, Witness, Writer } from './vocabulary.ts';

export type * from './vocabulary.ts';

/** Version of the journal's format. A reader keeps understanding every version that was ever written. */
export const formatVersion = 1;

/** An observation is stamped at its source; `clockErrMs` bounds how far the source's clock may be off. */
interface Observed {
  readonly atMs: number;
  readonly clockErrMs?: number;
}

export interface Events {
  // The run and its parts
  'segment.opened': { format: number; segment: number; writer: Writer; pid: number; after?: { seq: number; hash: string } };
  'run.opened': { run: string; gameday: string; mode: 'drill' | 'observe'; world: string; simulated: boolean; seed: number; brief: Brief; scenario: Json; scenarioSha256: string; insteadOf?: InsteadOf };
  /** Where a world is that is about to be opened, for who must clear up should that be cut short; `world.opened` has all that a stranger needs to reach it. */
  'world.known': { description: Json };
  'world.opened': { description: Json; tools: Record<string, string> };
  'child.started': Child;
  'child.ended': { name: string; pid: number; code: number | null; signal: string | null; expected: boolean };
  /** All customers of a panel as they stood before the drill; its rows follow in parts, and every part belongs to the listing before it. */
  'panel.listed': PanelListing;
  'panel.part': PanelPart;
  /** Whom the world can show to have been told. */
  'audience.listed': { customers: readonly { id: string; channels: readonly string[]; region?: string; tier?: string }[] };
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
  /** An override: what a person found about a finding that rules or metrics made. The last one on a finding counts. */
  'finding.ruled': { finding: string; as: 'upheld' | 'dismissed'; role: string; because: string };
  'abort.requested': { role: string; because: string; realIncident: boolean };
  /** `actor` where a tool tells a person from an automation (the envelope's `by` says who put it down); `rung` where it came to a receiver. */
  'milestone.reached': Observed & { milestone: Milestone; role: string; source: Source; detail?: string; actor?: Actor; rung?: Rung; witness?: Witness };

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
  'alert.heard': Observed & { receiver: string; status: 'firing' | 'resolved'; labels: Record<string, string>; annotations: Record<string, string>; startsAtMs: number; fingerprint: string; rung?: Rung };
  /** One answer of an Alertmanager that is asked each `everyMs`; without answers, silence about alerts proves nothing. Then a silence that was made or prolonged meanwhile. */
  'alerts.read': Observed & { everyMs: number; alerts: number };
  'silence.seen': Observed & { id: string; matchers: string; createdBy: string; comment: string; endsAtMs: number };
  /** `receiver` where one of gameday's receivers heard it; `simulated` where a model stood in for who got it, which proves how a team's tools work and not that a person was reached. */
  'notice.moved': Observed & { notice: string; channel: string; rung: Rung; to?: string; from?: string; text?: string; nextUpdateMs?: number; error?: string; receiver?: string; simulated?: true };
  /** `outbound` calls go from the vendor to a customer, `inbound` ones to its support lines. `waitedMs` is from the first ring to this state. */
  'call.moved': Observed & { call: string; direction: 'inbound' | 'outbound'; state: CallState; to: string; from?: string; customer?: string; actor?: Actor | 'machine'; waitedMs?: number; text?: string; rung?: Rung; simulated?: true };
  /**
   * A request that a receiver did not take: without the secret of its run (`receiver` is then *unknown*), malformed, with a wrong signature, too long. `why` says
   * expected and got. Where there are many, `count` more like the one before are one line.
   */
  'receiver.refused': Observed & { receiver: string; status: number; why: string; count?: number };
  /** One canary mail's state: how the relay answered it, and whether it came through. */
  'mail.canary': Observed & { id: string; state: 'accepted' | 'refused' | 'temporary-failure' | 'timeout' | 'delivered' | 'bounced' | 'missing'; ms: number };
  'status.fetched': Observed & { ok: boolean; ms: number; notices: readonly string[] };
  'deploy.probed': Observed & { ok: boolean; ms: number; saw: string };
  'ledger.checked': Observed & { acknowledged: number; present: number; missing: readonly string[] };
  /** `acknowledged` is the first public answer of a person; `answered` by an automation is none. `channel` where it wasn't opened in a case portal. */
  'case.moved': Observed & { case: string; channel?: string; state: 'opened' | 'refused' | 'acknowledged' | 'answered' | 'kept' | 'deleted'; customer?: string; actor?: Actor; text?: string; receiver?: string; rung?: Rung };
  /**
   * The written report of an incident, after it: composed by a role, delivered to a customer, acknowledged by one. `text` and its `sha256` come with the
   * first; `source` says whose word it is.
   */
  'report.moved': Observed & { report: 'preliminary' | 'final'; rung: Rung; role: string; source: Source; customer?: string; channel?: string; text?: string; sha256?: string };
  /** Somebody looked, later than anything else is told of, what of a run is still owed. */
  'debts.looked': Observed & { role: string };
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

/** Appends an event and returns its number. Kinds and bodies are checked together. A body is given away: whoever emits it changes nothing in it afterwards. */
export type Emit = <K extends Kind>(kind: K, body: Events[K]) => number;

export type { Json, JsonObject };
