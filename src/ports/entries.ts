/** Holds the capabilities `entries` and `capacity`: the ways in, what passed them, and the edge's own bound. */
import type { EntryCounts } from '../record/events.ts';

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
