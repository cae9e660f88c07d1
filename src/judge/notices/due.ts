/** Holds when a promised update is due: a time as it was written becomes a moment. */
import type { Time } from './time-in.ts';

/** Minutes ahead of UTC. What has no fixed difference, such as "ET", or no zone at all, is no moment. */
const aheadMin: Readonly<Record<string, number>> = { UTC: 0, GMT: 0, Z: 0, CET: 60, CEST: 120, EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 };
const dayMs = 86_400_000;

/** Unix milliseconds; of a time of day the next one after the notice was written. Undefined where nobody can tell. */
export function dueMs(time: Time, writtenMs: number): number | undefined {
  if ('inMs' in time) return writtenMs + time.inMs;
  const ahead = time.zone === undefined || !Object.hasOwn(aheadMin, time.zone) ? undefined : aheadMin[time.zone];
  if (ahead === undefined) return undefined;
  const ofDay = (time.atMinute - ahead) * 60_000;
  const today = Math.floor(writtenMs / dayMs) * dayMs + ofDay;
  return today + Math.ceil((writtenMs - today) / dayMs) * dayMs;
}
