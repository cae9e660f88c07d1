/** Holds the reading of times as notices write them: `14:45 UTC`, `5 pm`, `half past four`, `in 20 minutes`, `each quarter of an hour`. */

/** Minutes of the day in the zone that stands beside it, or in none; or milliseconds from when it was written. */
export type Time = { readonly atMinute: number; readonly zone?: string } | { readonly inMs: number };

const zones = '(?:\\s*(UTC|GMT|CES?T|[ECMP][SD]T|Z)\\b)?';
const clock = new RegExp(`\\b([01]?\\d|2[0-3])[:.]([0-5]\\d)(?!\\.?\\d)(?:\\s*([ap])\\.?m\\b)?${zones}|\\b(1[0-2]|[1-9])\\s*([ap])\\.?m\\b\\.?${zones}`, 'i');
const spoken = /\b(half|quarter) past (\w+)\b|\b(\w+) o'clock\b|\bat (noon|midnight)\b/i;
const span = /\b(?:in|within|every|each|the next)(?: the)?(?: next)?(?: (half an|half|a quarter of an|quarter of an|quarter|an?|the|\d+|[a-z]+))? ?(hours?|hrs?|h|minutes?|mins?|seconds?|secs?)\b|\b(half-hourly|hourly)\b/i;

const numbers: Readonly<Record<string, number>> = {
  '': 1, a: 1, an: 1, the: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, fifteen: 15, twenty: 20, thirty: 30, forty: 40, 'forty-five': 45, fifty: 50, sixty: 60, ninety: 90,
  half: 0.5, 'half an': 0.5, quarter: 0.25, 'quarter of an': 0.25, 'a quarter of an': 0.25,
};
const numberOf = (word: string): number | undefined => (/^\d+$/.test(word) ? Number(word) : Object.hasOwn(numbers, word) ? numbers[word] : undefined);
const unitMs = (unit: string) => (unit.startsWith('h') ? 3_600_000 : unit.startsWith('m') ? 60_000 : 1000);

function ofDay(text: string): Time | undefined {
  const at = clock.exec(text);
  if (at !== null) {
    const [hour, minute, half, zone] = [Number(at[1] ?? at[5]), Number(at[2] ?? 0), (at[3] ?? at[6])?.toLowerCase(), at[4] ?? at[7]];
    const hours = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
    return { atMinute: hours * 60 + minute, ...(zone !== undefined && { zone: zone.toUpperCase() }) };
  }
  const [, part, after, oclock, named] = spoken.exec(text) ?? [];
  if (named !== undefined) return { atMinute: named.toLowerCase() === 'noon' ? 720 : 0 };
  const hour = numberOf((after ?? oclock ?? '-').toLowerCase());
  return hour === undefined ? undefined : { atMinute: hour * 60 + (part === undefined ? 0 : part.toLowerCase() === 'half' ? 30 : 15) };
}

/** The first time of day, or else the first span; undefined where there is neither. */
export function timeIn(text: string): Time | undefined {
  const at = ofDay(text);
  if (at !== undefined) return at;
  const [, count, unit, adverb] = span.exec(text) ?? [];
  if (adverb !== undefined) return { inMs: adverb.toLowerCase() === 'hourly' ? 3_600_000 : 1_800_000 };
  const many = unit === undefined ? undefined : numberOf((count ?? '').toLowerCase());
  return many === undefined || unit === undefined ? undefined : { inMs: many * unitMs(unit.toLowerCase()) };
}
