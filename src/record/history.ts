/** Holds the indexed history of a run: read once, asked many times. */
import type { Event, EventOf, Kind } from './events.ts';

export interface History {
  /** Every valid event in order of sequence. */
  readonly events: readonly Event[];
  of<K extends Kind>(kind: K): readonly EventOf<K>[];
  first<K extends Kind>(kind: K): EventOf<K> | undefined;
  last<K extends Kind>(kind: K): EventOf<K> | undefined;
  at(seq: number): Event | undefined;
  /** The Unix time of scenario time zero; undefined when the timeline never started. */
  readonly zeroMs: number | undefined;
  /** The Unix time at which watching ended: `timeline.ended`, or the last line of a journal that was cut short. */
  readonly endMs: number;
  /** Milliseconds that passed between two Unix times without those in which the drill was held. */
  elapsedMs(fromMs: number, toMs: number): number;
  readonly integrity: Integrity;
}

export interface Integrity {
  readonly state: 'whole' | 'cut short' | 'damaged';
  /** What was expected and found, with the file and line of the first damage. */
  readonly saw: string;
  readonly segments: number;
  readonly lines: number;
  /** Hash of the last valid line: 64 hexadecimal digits. */
  readonly tip: string;
}
