/** Holds what a world can do, as small capabilities: a fault, play, observer or role declares those it needs, and gets no others. */
import type { z } from 'zod';
import type { Child, ClassSecond, EntryCounts, MailMode, ProbeOutcome } from '../record/events.ts';
import type { Json, JsonObject } from '../record/json.ts';
import type { Cluster } from './cluster.ts';
import type { Clock, Random } from './time.ts';

/** One stage of a load's profile: the rate moves linearly to `rps` within `forMs`. */
export interface Stage {
  readonly rps: number;
  readonly forMs: number;
}

/** What a scenario says of a k6 script of the team's own. Plain JSON, so it is in the record as it is. */
export type TeamScript = {
  /** Relative to the folder of the scenario, as written there; it names the script among the packed ones. */
  readonly path: string;
  /** The exported functions that are run as iterations, each with its share; together 1. */
  readonly classes: Readonly<Record<string, number>>;
  /** HTTP requests of one iteration, on average and at most: k6 is held to so many. */
  readonly requests: number;
  /** How long one iteration may take: simulated users are made for that. */
  readonly takesMs: number;
};

/** Requests per second to which k6 holds a script: a tenth more than it may need, or what a pause of the machine held up could never be made up for. */
export const requestsMax = ({ requests }: TeamScript, rps: number): number => Math.ceil((11 * rps * requests) / 10);

/** A script of the team's own with all that it imports and opens: an archive as `k6 archive` makes them, the same for every generator. */
export interface PackedScript {
  readonly path: string;
  readonly archive: Uint8Array;
}

export interface LoadSpec {
  /** Unique in the run; names the generator in the record. */
  readonly name: string;
  /** Which traffic script to run: one of tools/k6/scripts, or one of the team's own. */
  readonly script: 'legitimate' | 'flood' | 'crowd' | TeamScript;
  readonly stages: readonly Stage[];
  /** Passed to the script as JSON: targets, shape, mix. */
  readonly settings: JsonObject;
  /** `samples` reports every request by class (legitimate traffic); `counters` costs the generator less (floods). */
  readonly report: 'samples' | 'counters';
}

/** A generator that waits at its gate. Plain JSON: whoever has it can stop the generator, be it a process of this machine or a Job of a cluster. */
export interface LoadChange {
  readonly name: string;
  readonly child?: { readonly name: string; readonly pid: number; readonly started: string };
  readonly job?: { readonly kind: 'Job' | 'TestRun'; readonly name: string; readonly uid: string };
}

export interface LoadSecond {
  readonly atMs: number;
  readonly offered: number;
  readonly dropped: number;
  /** Answered by an origin, as the generator itself saw it. */
  readonly passed: number;
  readonly classes: Readonly<Record<string, ClassSecond>>;
}

export interface Load {
  /** Starts a generator that waits at its gate and sends nothing. Rejects when it isn't ready before `stop`. */
  prepare(spec: LoadSpec, stop: AbortSignal): Promise<LoadChange>;
  /** Opens the gate; resolves with the moment at which it was opened. A gate whose generator is gone rejects. */
  open(change: LoadChange): Promise<number>;
  /** Stops the generator if it still runs. Safe to repeat. */
  close(change: LoadChange, stop: AbortSignal): Promise<void>;
  /** Ends whatever carries the generator, without asking it. Safe to repeat. */
  kill(change: LoadChange, stop: AbortSignal): Promise<void>;
  running(change: LoadChange): Promise<boolean>;
  /**
   * Reports each second of a generator that was opened, until it ends or `stop` aborts; returns how it ended (`code` is null while it runs, or after a
   * signal). `asked` says whether it was stopped through this capability, since an end by a signal alone doesn't tell.
   */
  follow(name: string, heard: (second: LoadSecond) => void, stop: AbortSignal): Promise<{ code: number | null; saw: string; asked?: boolean }>;
  /** Names of all generators prepared so far. */
  names(): readonly string[];
}

export interface Toxic {
  readonly name: string;
  readonly type: string;
  readonly stream: 'upstream' | 'downstream';
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

export interface ProxyState {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly Toxic[];
}

export interface ProbeResult {
  readonly outcome: ProbeOutcome;
  readonly ms: number;
}

export interface Proxies {
  /** Every call takes a deadline through `stop` and rejects with what was expected and got. */
  list(stop: AbortSignal): Promise<readonly ProxyState[]>;
  addToxic(proxy: string, toxic: Toxic, stop: AbortSignal): Promise<void>;
  /** A toxic that isn't there is fine. */
  removeToxic(proxy: string, toxic: string, stop: AbortSignal): Promise<void>;
  setEnabled(proxy: string, enabled: boolean, stop: AbortSignal): Promise<void>;
  /** Deletes a proxy and makes it anew as `original` says: the way around a toxic that can't be deleted. */
  recreate(original: ProxyState, stop: AbortSignal): Promise<void>;
  /** Restarts the whole Toxiproxy with every proxy as it was when the world was opened, keeping toxics that aren't of this run. */
  restart(stop: AbortSignal): Promise<void>;
  /** One exchange through the proxy on a fresh connection: what a user of the dependency would meet. Never rejects but by `stop`. */
  probe(proxy: string, stop: AbortSignal): Promise<ProbeResult>;
}

export interface MailAnswer {
  readonly state: 'accepted' | 'refused' | 'temporary-failure' | 'timeout';
  readonly ms: number;
  readonly reply: string;
}

export interface MailMessage {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mail {
  mode(stop: AbortSignal): Promise<MailMode>;
  /** Sets the relay's mode only if it is still `from`; resolves with the mode that holds afterwards. */
  setMode(from: MailMode, to: MailMode, stop: AbortSignal): Promise<MailMode>;
  /** Submits by SMTP; an answer is only *accepted*, never *delivered*. */
  submit(message: MailMessage, stop: AbortSignal): Promise<MailAnswer>;
  /** What lies in a mailbox; `atMs` is the time of delivery. A bounce has the original's id and `bounce` set. */
  mailbox(address: string, stop: AbortSignal): Promise<readonly { id: string; atMs: number; subject: string; text: string; bounce: boolean }[]>;
}

export interface HttpAnswer {
  /** 0 where there was no answer; `error` says why. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ms: number;
  readonly error?: string;
}

/** A header whose value is a secret: it is taken from an environment variable when the request is sent, so that nobody above holds what could get into a record. */
export interface SecretHeader {
  readonly name: string;
  readonly env: string;
  /** Stands before it, such as `Bearer `. */
  readonly prefix: string;
}

export interface Http {
  /** One request on a fresh connection; never rejects: no answer is status 0. */
  fetch(request: { url: string; method?: string; headers?: Record<string, string>; secret?: SecretHeader; body?: string }, stop: AbortSignal): Promise<HttpAnswer>;
}

export interface Names {
  /** What this DNS server answers for a name, sorted: aliases and addresses, none where it knows none. Rejects where it doesn't answer. */
  records(name: string, server: string, stop: AbortSignal): Promise<readonly string[]>;
}

/** Where things are in this world, as URLs; an entry is a way in that users or attackers can take. */
export interface Places {
  readonly entries: Readonly<Record<string, string>>;
  readonly statusPage: string;
  readonly portal: string;
  /** Where customers telephone, and ask in public. */
  readonly hotline: string;
  readonly deploy: string;
  readonly products: readonly string[];
  /** Where teams' own tools reach gameday's receivers; only in the process that serves them. The URL holds a secret: it must never be put down. */
  readonly receivers?: {
    readonly url: string;
    /** `HOST:PORT`, to be named as smarthost. */
    readonly smtp?: string;
    /** The URL as people are told of it where its secret outlasts the run, since terminals and logs are kept too; a shell completes it between double quotes. */
    readonly told?: string;
  };
}

export interface Sighting {
  readonly who: string;
  readonly atMs: number;
}

export interface Entries {
  places(): Places;
  /** Cumulative counts by entry point, partner and origin, each stamped by its own clock. */
  counts(stop: AbortSignal): Promise<Readonly<Record<string, EntryCounts & { readonly atMs: number }>>>;
  /** Who served or forwarded the request with this nonce, in order of time. */
  whoSaw(nonce: string, stop: AbortSignal): Promise<readonly Sighting[]>;
  /** Ledger entries that are there now. */
  ledger(stop: AbortSignal): Promise<readonly string[]>;
}

/** The edge's own bound, which a control run lifts. */
export interface Capacity {
  lifted(stop: AbortSignal): Promise<boolean>;
  setLifted(from: boolean, to: boolean, stop: AbortSignal): Promise<boolean>;
}

/** Where a vendor tells its customers. *social* and *call* leave by the run's own receivers, and are refused where a world serves none. */
export const noticeChannels = ['email', 'status-page', 'social', 'call'] as const;

export interface Notice {
  readonly id: string;
  readonly channel: (typeof noticeChannels)[number];
  readonly title: string;
  readonly text: string;
  readonly nextUpdateMs?: number;
}

/** A customer as the world knows them. */
export interface Member {
  readonly id: string;
  readonly address: string;
  /** Their number; no real customer has it. */
  readonly phone: string;
  readonly region: string;
  readonly tier: string;
  readonly channels: readonly string[];
  /** Whether they have an account manager. */
  readonly managed: boolean;
}

/** How a call stands, as its caller hears it; `text` is what was said to them, on the line or when they were called back. */
export interface PhoneCall {
  readonly state: 'busy' | 'ringing' | 'voicemail' | 'answered' | 'abandoned' | 'completed';
  readonly text?: string | undefined;
  readonly calledBack: boolean;
}

/** The telephone as customers have it. Every call rejects where the telephone itself fails. */
export interface Phone {
  /** The lines of support, in the order in which customers try them; each account manager answers the line `account-manager`. */
  lines(stop: AbortSignal): Promise<readonly string[]>;
  /** Rings, or finds the line busy. The same id again is the same call. */
  dial(id: string, line: string, stop: AbortSignal): Promise<PhoneCall>;
  look(id: string, stop: AbortSignal): Promise<PhoneCall>;
  hangUp(id: string, stop: AbortSignal): Promise<PhoneCall>;
}

/** What a customer wants of the support desk. A call that doesn't ring any more has left a message. */
export type Ask = { readonly id: string; readonly way: 'call'; readonly line: string; readonly rings: boolean } | { readonly id: string; readonly way: 'portal' | 'email' | 'social' };

/** A responder's moves on the practised system. */
export interface Plays {
  /** What waits for the support desk. Mails wait on after they were answered: whoever reads them keeps count. */
  asks(stop: AbortSignal): Promise<readonly Ask[]>;
  /** Answers a call or calls back, acknowledges a case, replies; resolves with whether it still could. */
  answer(ask: Ask, text: string, stop: AbortSignal): Promise<boolean>;
  /** Deletes a case, as happened in 2013. */
  remove(id: string, stop: AbortSignal): Promise<void>;
  route(stop: AbortSignal): Promise<string>;
  /** Points the entry at `to` only if it is still at `from`; resolves with where it points afterwards. */
  setRoute(from: string, to: string, stop: AbortSignal): Promise<string>;
  /** Puts a notice on its channel; resolves per addressee with the rung that was proved by the answer. */
  publish(notice: Notice, stop: AbortSignal): Promise<readonly { to?: string; rung: 'submitted' | 'accepted'; atMs: number; error?: string }[]>;
  /** The customers who take part: whom the vendor has on its distribution list by some channel, and others, whose `channels` are empty. */
  audience(stop: AbortSignal): Promise<readonly Member[]>;
}

/** Who can be reached on call. */
export interface Rota {
  absent(stop: AbortSignal): Promise<readonly string[]>;
  setAbsent(role: string, absent: boolean, stop: AbortSignal): Promise<void>;
}

export interface Processes {
  /** True only for the very process that was recorded: same pid, same start time. */
  alive(child: Pick<Child, 'pid' | 'started'>): Promise<boolean>;
  /** SIGTERM, then SIGKILL after the grace. Safe to repeat. */
  stop(child: Pick<Child, 'pid' | 'started'>, graceMs: number): Promise<void>;
  /** All processes that were started for a run and still live, recorded or not: a runner may die between starting one and writing it down. */
  ofRun(run: string): Promise<readonly Pick<Child, 'pid' | 'started'>[]>;
}

export interface Capabilities {
  cluster: Cluster;
  load: Load;
  proxies: Proxies;
  mail: Mail;
  http: Http;
  names: Names;
  entries: Entries;
  capacity: Capacity;
  plays: Plays;
  phone: Phone;
  rota: Rota;
  processes: Processes;
}

export type CapabilityName = keyof Capabilities;
export type World<N extends CapabilityName = never> = { readonly clock: Clock; readonly random: Random } & Readonly<Pick<Capabilities, N>>;
export type AnyWorld = World<CapabilityName>;

/**
 * A world of some capabilities as one that any action may be given. `lacks` compares what a scenario needs with what a kind of world has before it is
 * opened, and the drill looks before it uses one that nobody declared, so a capability that is absent is never called.
 */
export const withWhatThereIs = (some: World & Readonly<Partial<Capabilities>>): AnyWorld => some as AnyWorld;

/** A message from outside to one of gameday's receivers; `body` keeps the bytes, since signatures are made over them. */
export interface Inbound {
  readonly method: string;
  /** The base URL that the sender used, without a slash at its end; `path` is what stands behind it. */
  readonly base: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface Outbound {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  /** Beside the content type: such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}
/** A message that came by SMTP: its envelope, and its bytes as they were sent. */
export interface InboundMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Uint8Array;
}
/** 250 takes a message; 4xx asks the sender to come again, 5xx refuses it for good. `text` begins with the enhanced code (RFC 3463). */
export interface MailReply {
  readonly code: number;
  readonly text: string;
}
export type Answer = (request: Inbound) => Promise<Outbound>;
export type TakeMail = (message: InboundMail) => Promise<MailReply>;
/** Puts down what never came to a receiver, such as a request without the receivers' secret, with the status that it was answered with. */
export type Refused = (status: number, why: string) => void;

/** A change as it was planned; `inject` and `n` name it in its run. */
export interface KeptChange {
  readonly inject: string;
  readonly n: number;
  readonly action: string;
  readonly change: Json;
}

export interface StepsMs {
  readonly plan: number;
  readonly apply: number;
  readonly undo: number;
}

export interface Keeper {
  /** Resolves once the change is kept where it survives this process. Called after the journal was flushed and before the change is made. */
  keep(changes: readonly KeptChange[], stop: AbortSignal): Promise<void>;
  /** Forgets a change that was proved gone. */
  forget(change: Pick<KeptChange, 'inject' | 'n'>, stop: AbortSignal): Promise<void>;
}

export interface OpenedWorld {
  readonly world: AnyWorld;
  /** Goes into the record; enough for `reopen` in another process. */
  readonly description: Json;
  /** Versions of the real tools behind this world, for the record. */
  readonly tools: Readonly<Record<string, string>>;
  /** Where open changes are kept beside the journal, for who can reach this world and not the journal; absent where there is nobody like that. */
  readonly keeper?: Keeper;
  /** How long a plan, a change and each way of withdrawing one may take here, where the usual seconds are too few. */
  readonly stepsMs?: StepsMs;
  /** The world's own lease; absent where the journal's is enough. */
  readonly lease?: { held(): boolean; readonly saw: string };
  /**
   * Stops what `open` started and returns what could not be stopped. After `reopen` it stops the same processes. `kept` is told, in words, what
   * somebody else set meanwhile where the world itself had changed something; that stays, and is nothing left behind.
   */
  close(stop: AbortSignal, kept?: (what: string) => void): Promise<readonly string[]>;
}

/** How partners take traffic over, and how many times faster than in earnest a drill's time passes. */
export interface Diversion {
  readonly by: 'bgp' | 'dns' | 'rule';
  readonly compression: number;
}

export interface OpenOptions {
  readonly run: string;
  readonly seed: number;
  /** The scenario's settings for the world, already validated by `settings`. */
  readonly settings: Json;
  /** As the scenario states it, for a world that has to model it; a rule where it states none. */
  readonly diversion?: Diversion;
  /** Serves messages from the practised system to the receivers. */
  readonly receive: Answer;
  /** The same for mail by SMTP; absent where nobody takes any. */
  readonly receiveMail?: TakeMail;
  /** Absent where nobody counts. */
  readonly refused?: Refused;
  /** Tells of each process as soon as it exists, before anything else is done with it. */
  readonly born: (child: Child) => void;
  /** Takes the description as soon as it says where this world is, before anything is made there; a fuller one may follow, at last that of the opened world. */
  readonly known?: (description: Json) => void;
  readonly died: (child: Child, code: number | null, signal: string | null, expected: boolean) => void;
  /** A folder for logs of the world's processes. */
  readonly logs: string;
  /** The scripts of the team's own that generators may be asked to run; none where the scenario names none. */
  readonly scripts?: readonly PackedScript[];
}

export interface PodsEnded {
  readonly workload: string;
  readonly count?: number | undefined;
  readonly share?: number | undefined;
}

/** What a drill would do, as far as a world can be asked about it beforehand. */
export interface Wish {
  readonly settings: Json;
  readonly durationMs: number;
  /** The largest sum of all loads at one moment, in requests per second. */
  readonly rpsMax: number;
  /** How many loads there are at one moment, at most. */
  readonly loadsMax: number;
  /** The pods that its injects end, by workload as kubectl writes it: so many, such a share of them, or all. */
  readonly endsPods: readonly PodsEnded[];
  /** What its injects claim, such as `proxy/payments` or `deployment/checkout`. */
  readonly claims: readonly string[];
  /** What it would change for good in the practised system, each as a sentence without its full stop. */
  readonly changesState: readonly string[];
  /** Who would run a k6 script of the team's own, each with the script's path: `inject attack (./k6/attack.ts)`. */
  readonly teamScripts: readonly string[];
  /** Its injects, each with the settings of its fault. */
  readonly injects: readonly { readonly inject: string; readonly spec: Json }[];
  /** The seats that no autopilot takes, each with who does: `network (human)`. */
  readonly people: readonly string[];
}

export interface Preflight {
  /** Why it must not be opened, each with what would open it. */
  readonly refusals: readonly string[];
  /** What would be touched, as sentences. */
  readonly touches: readonly string[];
}

/** A kind of world: `local`, `simulated`, `kubernetes`. Every capability is held by the contract suite in test/contracts. */
export interface WorldKind {
  readonly name: string;
  readonly summary: string;
  readonly simulated: boolean;
  /** True where all that a change can touch lives in recorded processes of the run: once none of them lives, no change can be left. */
  readonly endsWithRun?: boolean;
  /** What it has with these settings: a team's own staging has less than the practice range. */
  has(settings: Json): readonly CapabilityName[];
  /** How long its opening, reaching it again and closing it may take, where the usual seconds are too few. */
  readonly limitsMs?: { readonly open: number; readonly reopen: number; readonly close: number };
  /** What a scenario may set in this world; a scenario's `world.settings` are checked by it before anything is opened. */
  readonly settings?: z.ZodType<Json, unknown>;
  /** What is missing to open it, as sentences that say what to do; empty when it can be opened. */
  missing(): Promise<readonly string[]>;
  /** What it says of a drill before anything is opened, by asking and changing nothing; absent where it takes all that it has the capabilities for, and nobody else could be harmed. */
  preflight?(wish: Wish): Promise<Preflight>;
  open(options: OpenOptions, stop: AbortSignal): Promise<OpenedWorld>;
  /** Reaches a world that another process opened, from its description alone. */
  reopen(description: Json, run: string): Promise<OpenedWorld>;
}
