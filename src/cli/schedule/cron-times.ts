/** Holds what a line of cron means: checked as Kubernetes takes it, its next moments, and as a rule for calendars where one can say it. */
import { type CronExpression, CronExpressionParser } from 'cron-parser';
import { Problem, reasonOf } from '../../problem.ts';

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export interface Moment {
  readonly atMs: number;
  /** What a clock on the wall shows in the time zone. */
  readonly wall: WallTime;
}

export interface CronTimes {
  readonly cron: string;
  readonly timeZone: string;
  /** The next moments after `nowMs`, as many as there are up to `count`. */
  next(nowMs: number, count: number): readonly Moment[];
  /** An RRULE (RFC 5545, 3.3.10) with the same moments; undefined where none says it. */
  readonly rule: string | undefined;
}

const where = '--cron';
const example = '"30 9 * * 2" is each Tuesday at half past nine: minute, hour, day of the month, month, day of the week.';

/** Kubernetes takes five fields and nothing that only other programs know, such as L, # or seconds. */
function refuseOthers(cron: string): void {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) throw new Problem({ expected: 'five fields of cron', got: `${fields.length}`, where, next: example });
  if (/(?:^|[,-])7(?:$|[,-])/.test(fields[4] ?? '')) throw new Problem({ expected: 'days of the week from 0 to 6', got: JSON.stringify(fields[4]), where, next: 'To Kubernetes Sunday is 0 alone.' });
  const strange = fields.find((field) => !/^(?:[\d*/,?-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)+$/i.test(field));
  if (strange !== undefined) throw new Problem({ expected: 'a field of cron as Kubernetes takes it', got: JSON.stringify(strange), where, next: example });
}

function zoneOf(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone === 'UTC' ? 'Etc/UTC' : timeZone;
  } catch (cause) {
    throw new Problem({ expected: 'the name of a time zone such as Europe/Berlin', got: JSON.stringify(timeZone), where: '--time-zone', cause });
  }
}

const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/** Both days given mean "either" to cron, and "both" to a calendar: that no rule says. */
function ruleOf({ fields }: CronExpression): string | undefined {
  const numbers = (values: readonly (number | string)[]) => [...new Set(values.map(Number))];
  const month = numbers(fields.month.values);
  const dayOfMonth = numbers(fields.dayOfMonth.values);
  const dayOfWeek = [...new Set(numbers(fields.dayOfWeek.values).map((day) => day % 7))];
  const anyMonth = month.length === 12;
  // The library shortens the days by the months: in February 29 are all.
  const anyDay = fields.dayOfMonth.isWildcard;
  const anyWeekday = fields.dayOfWeek.isWildcard || dayOfWeek.length === 7;
  if (!anyDay && !anyWeekday) return undefined;
  const by = [
    ...(anyMonth ? [] : [`BYMONTH=${month.join(',')}`]),
    ...(anyDay ? [] : [`BYMONTHDAY=${dayOfMonth.join(',')}`]),
    ...(anyWeekday ? [] : [`BYDAY=${dayOfWeek.map((day) => days[day] ?? '').join(',')}`]),
    `BYHOUR=${numbers(fields.hour.values).join(',')}`,
    `BYMINUTE=${numbers(fields.minute.values).join(',')}`,
  ];
  return `FREQ=${anyDay ? (anyWeekday ? 'DAILY' : 'WEEKLY') : 'MONTHLY'};${by.join(';')}`;
}

/** Throws a `Problem` for what Kubernetes would not take, or would never start. */
export function cronTimes(cron: string, timeZone: string): CronTimes {
  refuseOthers(cron);
  const tz = zoneOf(timeZone);
  const parsed = (nowMs: number) => {
    try {
      return CronExpressionParser.parse(cron.trim(), { tz, currentDate: new Date(nowMs) });
    } catch (cause) {
      throw new Problem({ expected: 'a line of cron', got: `${JSON.stringify(cron)}: ${reasonOf(cause)}`, where, next: example, cause });
    }
  };
  return {
    cron: cron.trim().replaceAll(/\s+/g, ' '),
    timeZone: tz,
    rule: ruleOf(parsed(0)),
    next: (nowMs, count) => {
      const moments = parsed(nowMs);
      return Array.from({ length: count }, () => moments.next()).map((date) => ({ atMs: date.getTime(), wall: { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(), hour: date.getHours(), minute: date.getMinutes() } }));
    },
  };
}
