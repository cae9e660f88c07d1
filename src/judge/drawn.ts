/** Holds what a scorecard's pictures are drawn from: the timeline of the drill, and what customers knew. */
import type { Knew } from './knowledge/persons.ts';

/** What the timeline picture needs; all times in milliseconds from the start of the timeline. */
export interface Picture {
  readonly endMs: number;
  /** Per second: the share of good legitimate requests, null where none was sent. */
  readonly availability: readonly { readonly atMs: number; readonly share: number | null; readonly sent: number }[];
  readonly offered: readonly { readonly atMs: number; readonly rps: number }[];
  readonly bars: readonly { readonly what: 'fault' | 'hold' | 'diverted' | 'control' | 'decoy'; readonly label: string; readonly fromMs: number; readonly toMs: number; readonly seq: number }[];
  readonly marks: readonly { readonly what: 'alert' | 'milestone' | 'notice' | 'note' | 'cluster' | 'abort'; readonly label: string; readonly atMs: number; readonly seq: number }[];
}

/** What customers knew, and when: data for a plot and for lists. Times are milliseconds from the start of the timeline. */
export interface Coverage {
  readonly source: string;
  readonly customers: number;
  /** Customers at the end by what they knew; together all. */
  readonly knew: Readonly<Record<Knew, number>>;
  /** The share of customers whom a notice had reached, whenever it grew: of all, and of those with each channel, of each tier and region. */
  readonly curve: readonly { readonly atMs: number; readonly told: number; readonly channels: Readonly<Record<string, number>>; readonly tiers: Readonly<Record<string, number>>; readonly regions: Readonly<Record<string, number>> }[];
  /** On what the shares rest: of so many canaries so many were told, and they stand for so many customers; `own` is false where those of other regions had to. */
  readonly canaries: readonly { readonly channel: string; readonly region: string; readonly canaries: number; readonly told: number; readonly own: boolean; readonly standsFor: number }[];
  /** Customers by name, worst first, as far as they are named. */
  readonly people: readonly { readonly id: string; readonly region: string; readonly tier: string; readonly knew: Knew; readonly atMs?: number; readonly channel?: string; readonly said?: string; readonly seq?: number }[];
  readonly morePeople: number;
  /** Customers on no notification list, and customers with a contact that is too old. */
  readonly unlisted: number;
  readonly stale: number;
  /** When the aim of the metric `reach` has to be met; null where nobody can say from when to count. */
  readonly aimAtMs: number | null;
  /** How long it takes to call everybody who has a number. */
  readonly dial: { readonly customers: number; readonly perSecond: number; readonly ms: number };
}
