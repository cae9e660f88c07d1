/** Holds the schema pieces that specs share: durations written as people write them, and rates. */
import { z } from 'zod';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const spanForm = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const rangeForm = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+(?:\.\.(?:\d+(?:\.\d+)?(?:ms|s|m|h))+)?$/;

/** Milliseconds of a text such as `90s`, `1m30s` or `250ms`. */
export function spanMs(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) total += Number(amount) * (unitMs[unit ?? 'ms'] ?? 1);
  return total;
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
  .transform((text) => {
    const [low = '', high = low] = text.split('..');
    return { lowMs: spanMs(low), highMs: spanMs(high) };
  })
  .refine((range) => range.lowMs <= range.highMs, { error: 'expected a range from low to high, such as "5s..15s"' })
  .meta({ description: 'a duration such as "5s", or a range to draw from such as "5s..15s"' });

export type SpanRange = z.output<typeof spanRange>;

/** Requests per second. */
export const rate = z.number().positive().max(20_000).meta({ description: 'requests per second' });
