/** Holds the schema pieces that specs share: durations written as people write them, and rates. */
import { z } from 'zod';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const duration = '(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+';
const spanForm = new RegExp(`^${duration}$`);
const rangeForm = new RegExp(`^${duration}(?:\\.\\.${duration})?$`);

/** Milliseconds of a text such as `90s`, `1m30s` or `250ms`. */
export function spanMs(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(amount) * (unitMs[unit ?? 'ms'] ?? 1);
  return total;
}

function rangeMs(text: string): { lowMs: number; highMs: number } {
  const [low = '', high = low] = text.split('..');
  return { lowMs: spanMs(low), highMs: spanMs(high) };
}

const gotInstead = (input: unknown) => (input === undefined ? 'nothing' : JSON.stringify(input));
const spanError = { error: (issue: { input?: unknown }) => `expected a duration such as "90s", "1m30s" or "250ms", got ${gotInstead(issue.input)}` };
const rangeError = { error: (issue: { input?: unknown }) => `expected a duration such as "5s", or a range such as "5s..15s", got ${gotInstead(issue.input)}` };

/** A duration: text in, milliseconds out. */
export const span = z
  .string(spanError)
  .regex(spanForm, spanError)
  .transform(spanMs)
  .meta({ description: 'a duration such as "90s", "1m30s" or "250ms"' });

/** A duration, or a range of durations to draw from: `"5s"` or `"5s..15s"`; milliseconds out. */
export const spanRange = z
  .string(rangeError)
  .regex(rangeForm, rangeError)
  .transform(rangeMs)
  .refine((range) => range.lowMs <= range.highMs, { error: 'expected a range from low to high, such as "5s..15s"' })
  .meta({ description: 'a duration such as "5s", or a range to draw from such as "5s..15s"' });

export type SpanRange = z.output<typeof spanRange>;

const lognormalForm = new RegExp(`^lognormal\\((${duration}), ?(${duration})\\)$`);
const timeForm = new RegExp(`${rangeForm.source}|${lognormalForm.source}`);
const timeError = { error: (issue: { input?: unknown }) => `expected a duration such as "5s", a range such as "5s..15s", or "lognormal(2m,10m)" by its median and 95th percentile, got ${gotInstead(issue.input)}` };

/** How long a person takes: any time of a range alike, or log-normal by its median and its 95th percentile. */
export type ReactionTime = SpanRange | { readonly medianMs: number; readonly p95Ms: number };

/** Milliseconds out. Source for the form of the times of people at a task: Swain and Guttmann, NUREG/CR-1278 (1983), which takes them as log-normal. */
export const reactionTime = z
  .string(timeError)
  .regex(timeForm, timeError)
  .transform((text): ReactionTime => {
    const [, median, p95] = lognormalForm.exec(text) ?? [];
    if (median !== undefined && p95 !== undefined) return { medianMs: spanMs(median), p95Ms: spanMs(p95) };
    return rangeMs(text);
  })
  .refine((time) => ('lowMs' in time ? time.lowMs <= time.highMs : time.medianMs > 0 && time.medianMs <= time.p95Ms), { error: 'expected a range from low to high, or a median above zero and a 95th percentile at least as large' })
  .meta({ description: 'a duration such as "5s", a range to draw from such as "5s..15s", or "lognormal(2m,10m)": median and 95th percentile' });

/** Requests per second. */
export const rate = z.number().positive().max(20_000).meta({ description: 'requests per second' });
