/** Holds a calendar file (RFC 5545) for the moments of a drill: one event that repeats where a rule says them, else single events. */
import ICAL from 'ical.js';
import { createHash } from 'node:crypto';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import type { CronTimes, Moment } from './cron-times.ts';

export interface Invitation {
  /** Names the drill; the same name at the same place gives the same event, so that a calendar replaces what it has. */
  readonly name: string;
  readonly title: string;
  readonly briefing: string;
  readonly times: CronTimes;
  readonly nowMs: number;
  readonly minutes: number;
  readonly where?: string | undefined;
}

/** How many dates stand in for a rule that no calendar knows. */
export const singleDates = 12;

/** A line has 75 octets at most (3.1); the library doesn't count the space that a continued one begins with. */
ICAL.foldLength = 74;

function timeOf({ wall }: Moment): ICAL.Time {
  return ICAL.Time.fromData({ ...wall, second: 0, isDate: false });
}

function event(invitation: Invitation, moment: Moment, rule: string | undefined): ICAL.Component {
  const { name, title, briefing, times, nowMs, minutes, where } = invitation;
  const made = new ICAL.Component('vevent');
  const id = createHash('sha256').update(`${name} ${where ?? ''}${rule === undefined ? ` ${moment.atMs}` : ''}`).digest('hex').slice(0, 24);
  made.addPropertyWithValue('uid', `${id}@gameday.dev`);
  made.addPropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(nowMs), true));
  made.addPropertyWithValue('dtstart', timeOf(moment)).setParameter('tzid', times.timeZone);
  made.addPropertyWithValue('duration', ICAL.Duration.fromSeconds(minutes * 60));
  if (rule !== undefined) made.addPropertyWithValue('rrule', ICAL.Recur.fromString(rule));
  made.addPropertyWithValue('summary', `Game day: ${title}`);
  made.addPropertyWithValue('description', briefing);
  if (where !== undefined) made.addPropertyWithValue('location', where);
  made.addPropertyWithValue('categories', 'DRILL');
  return made;
}

export function calendar(invitation: Invitation): string {
  const { times, nowMs } = invitation;
  const made = new ICAL.Component('vcalendar');
  made.addPropertyWithValue('prodid', '-//gameday//schedule//EN');
  made.addPropertyWithValue('version', '2.0');
  made.addPropertyWithValue('method', 'PUBLISH');
  const [zone] = tzlib_get_ical_block(times.timeZone);
  if (zone !== undefined) made.addSubcomponent(ICAL.Component.fromString(zone));
  for (const moment of times.next(nowMs, times.rule === undefined ? singleDates : 1)) made.addSubcomponent(event(invitation, moment, times.rule));
  return `${made.toString()}\r\n`;
}
