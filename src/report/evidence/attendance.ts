/** Holds who took part, by role: how the role was played, what it reached and who said so, and when it could not be reached. */
import { answersOf, managersLine, placeOf } from '../../judge/derive/asks.ts';
import type { History } from '../../record/history.ts';
import { many } from '../format.ts';
import { sources } from '../words.ts';

export interface Attendance {
  readonly role: string;
  /** `autopilot`, `human`, `automation`; `not seated` where the role only spoke. */
  readonly played: string;
  /** What it reached, in order of the first time, each with its source and how often. */
  readonly did: readonly string[];
  readonly absent: boolean;
}

export function attendanceOf(history: History): readonly Attendance[] {
  const responders = history.first('run.opened')?.brief.responders ?? {};
  const did = new Map(Object.keys(responders).map((role) => [role, new Map<string, number>()]));
  const add = (role: string, what: string) => {
    const known = did.get(role) ?? new Map<string, number>();
    did.set(role, known.set(what, (known.get(what) ?? 0) + 1));
  };
  for (const { role, milestone, source } of history.of('milestone.reached')) add(role, `${milestone} (${sources[source]})`);
  for (const kind of ['hold.started', 'note.added', 'abort.requested', 'inject.skipped', 'finding.ruled'] as const) for (const { role } of history.of(kind)) add(role, kind.replace('.', ' '));
  const notices = new Map<string, Set<string>>();
  for (const { by, rung, notice } of history.of('notice.moved')) {
    const role = /^role\/(.+)$/.exec(by)?.[1];
    if (role !== undefined && rung === 'composed') notices.set(role, (notices.get(role) ?? new Set()).add(notice));
  }
  for (const [role, { size }] of notices) add(role, many(size, 'notice'));
  const answers = Map.groupBy(answersOf(history), (answer) => (placeOf(answer) === managersLine ? managersLine : 'support'));
  // Who seats nobody there has no such role, however it came to be answered.
  for (const [role, { length }] of answers) if (did.has(role)) add(role, many(length, 'answer'));
  const absent = new Set(history.of('rota.seen').flatMap((seen) => seen.absent));
  return [...did].map(([role, what]) => ({ role, played: responders[role] ?? 'not seated', did: [...what].map(([name, n]) => (n === 1 ? name : `${name}, ${n} times`)), absent: absent.has(role) }));
}
