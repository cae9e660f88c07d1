/** Holds what a kind of world is: what it has, what it says of a drill beforehand, and how it is opened, reached again and closed. */
import type { z } from 'zod';
import type { Child } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import type { AnyWorld, CapabilityName } from './capabilities.ts';
import type { Answer, Refused, TakeMail } from './inbound.ts';
import type { PackedScript } from './load.ts';

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

/** How partners take traffic over, and how many times faster than in earnest a drill's time passes. */
export interface Diversion {
  readonly by: 'bgp' | 'dns' | 'rule';
  readonly compression: number;
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
