/** Holds the capability `load`: generators that wait at a gate, and what they report each second. */
import type { ClassSecond } from '../record/events.ts';
import type { JsonObject } from '../record/json.ts';

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
