/** Holds moments and spans as people write them: a time of day, a full time stamp, so long ago. */
import { InvalidArgumentError } from 'commander';
import { span, spanMs } from '../catalog/spans.ts';
import { Problem } from '../problem.ts';

const dayMs = 86_400_000;

/** Unix milliseconds of `14:25:05`, of `2013-05-10T14:25:05Z` or of `90s ago`; never in the future. Throws a `Problem`. */
export function momentMs(text: string, nowMs: number): number {
  const ago = /^((?:\d+(?:\.\d+)?(?:ms|s|m|h))+) ago$/.exec(text)?.[1];
  const [, hours, minutes, seconds = '0'] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$/.exec(text) ?? [];
  let atMs = Date.parse(text);
  if (ago !== undefined) atMs = nowMs - spanMs(ago);
  else if (hours !== undefined && minutes !== undefined) {
    const today = new Date(nowMs).setHours(Number(hours), Number(minutes), 0, 0) + Number(seconds) * 1000;
    // Just after midnight people still speak of the evening.
    atMs = today > nowMs ? today - dayMs : today;
  } else if (!/^\d{4}-/.test(text)) atMs = Number.NaN;
  if (Number.isFinite(atMs) && atMs <= nowMs) return atMs;
  throw new Problem({ expected: 'a past moment such as "14:25:05", "2013-05-10T14:25:05Z" or "90s ago"', got: JSON.stringify(text), where: '--at' });
}

/** Milliseconds of `10s`, for an option. */
export function spanFrom(text: string): number {
  const read = span.safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError('Expected a duration such as "10s" or "1m30s".');
}
