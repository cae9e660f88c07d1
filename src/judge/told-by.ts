/** Holds by what the moment of a command is known and how exactly, in words: `by Cloudflare's audit log, ±1 s`. */
import type { EventOf } from '../record/events.ts';
import type { History } from '../record/history.ts';
import type { Measured } from './metric.ts';
import { durationText } from './words.ts';

const words = { observed: 'by a tool', facilitator: "by the facilitator's mark", 'self-reported': "by its own role's word" } as const;

const accuracy = (errMs: number | undefined): string => (errMs === undefined ? 'to an unknown accuracy' : errMs === 0 ? 'exactly' : `±${durationText(errMs)}`);

/** Undefined where gameday's own autopilot commanded: that is exact, and said elsewhere. */
export function toldBy({ milestone, source, witness, clockErrMs }: EventOf<'milestone.reached'>): string | undefined {
  if (source === 'autopilot' || (milestone !== 'commanded' && milestone !== 'failed-back')) return undefined;
  return `${witness === undefined ? words[source] : `by ${witness.name}`}, ${accuracy(clockErrMs)}`;
}

/** Of the command among a measure's evidence. */
export function commandToldBy(measured: Measured, history: History): string | undefined {
  const events = 'evidence' in measured ? measured.evidence.map((seq) => history.at(seq)) : [];
  return events.flatMap((event) => (event?.kind === 'milestone.reached' ? (toldBy(event) ?? []) : []))[0];
}
