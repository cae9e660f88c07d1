/** Holds what can be wrong with a notice: one fault each, with the sentence in which it is. */
import type { History } from '../../record/history.ts';
import type { Written } from '../derive/written.ts';

/** One notice that has the fault. */
export interface Faulty {
  /** What tells this fault from others of its kind, the same in each run: channels, never the id of a notice. */
  readonly about: string;
  readonly written: Written;
  readonly text: string;
  /** Lines beside the notice's own that show it. */
  readonly evidence?: readonly number[];
}

export interface Fault {
  readonly id: string;
  readonly severity: 'high' | 'medium';
  /** Whether its rule decides; otherwise a facilitator is asked. */
  readonly decides: boolean;
  /** What each fault could be about in this drill, whether or not it was found: what nothing could have shown is not tested. */
  tested(history: History): readonly string[];
  find(history: History): readonly Faulty[];
}

export const fault = (declared: Fault): Fault => declared;

/** A sentence in quotation marks, cut to what a reader takes in. */
export const quoted = (sentence: string): string => `"${sentence.length > 240 ? `${Array.from(sentence).slice(0, 239).join('')}…` : sentence}"`;
