/** Holds who answers: a small model of the people, machines and dead lines behind the numbers that are called, drawn from the run's seed. */
import { z } from 'zod';
import type { Random } from '../../../ports/time.ts';
import { spanRange, type SpanRange } from '../../spans.ts';

const share = z.number().min(0).max(1);
const habits = ['acknowledges', 'listens', 'hangs-up', 'machine', 'fax', 'busy', 'no-answer', 'failed'] as const;
/** What becomes of a call. A person either presses the key that is asked for, hears it all, or hangs up early. */
export type Habit = (typeof habits)[number];

/** Numbers that always do the same, for tests; they belong to nobody. Source: North American Numbering Plan, 555-0100 to 555-0199 are for fiction. */
export const certain: Readonly<Record<string, Habit>> = Object.fromEntries(habits.map((habit, n) => [`+1202555010${n + 1}`, habit]));

export const people = z.strictObject({
  human: share.default(0.6).describe('share of calls that a person answers'),
  machine: share.default(0.2).describe('share that an answering machine takes'),
  fax: share.default(0.01).describe('share that a fax takes'),
  busy: share.default(0.04).describe('share of lines that are busy'),
  failed: share.default(0.02).describe('share of numbers that lead nowhere; nobody answers the rest'),
  keypress: share.default(0.7).describe('share of the people who press the key that they are asked to press'),
  hangup: share.default(0.1).describe('share of the others who hang up before they have heard it all'),
  ring: spanRange.prefault('4s..15s').describe('how long it rings until somebody answers'),
  numbers: z.record(z.string().regex(/^\+[1-9]\d{6,14}$/), z.enum(habits)).default({}).describe('what becomes of calls to a certain number, such as that of a canary customer'),
}).refine(({ human, machine, fax, busy, failed }) => human + machine + fax + busy + failed <= 1 + 1e-9, { error: 'expected shares that add up to 1 at most' });
export type People = z.output<typeof people>;

export interface Answering {
  readonly habit: Habit;
  /** Of a certain number: whoever answers does so before the caller gives up. */
  readonly isCertain: boolean;
  readonly ringMs: number;
  /** After how much of what there is to hear a person hangs up, from 0 to 1. */
  readonly patience: number;
  /** From the end of a prompt until the key is pressed. */
  readonly thinkMs: number;
}

export const drawn = (random: Random, { lowMs, highMs }: SpanRange): number => Math.round(random.between(lowMs, highMs));

/** `random` is the number's own stream, so that other calls don't change who answers this one. */
export function whoAnswers(to: string, model: People, random: Random): Answering {
  const [who, presses, ringMs, patience, thinkMs] = [random.next(), random.next(), drawn(random, model.ring), random.next(), Math.round(random.between(500, 3000))];
  const outcomes = [['human', model.human], ['machine', model.machine], ['fax', model.fax], ['busy', model.busy], ['failed', model.failed]] as const;
  let sum = 0;
  const outcome = outcomes.find(([, part]) => who < (sum += part))?.[0] ?? 'no-answer';
  const person: Habit = presses < model.keypress ? 'acknowledges' : (presses - model.keypress) / (1 - model.keypress) < model.hangup ? 'hangs-up' : 'listens';
  const known = model.numbers[to] ?? certain[to];
  return { habit: known ?? (outcome === 'human' ? person : outcome), isCertain: known !== undefined, ringMs, patience, thinkMs };
}
