/** Holds who took part, by role: how the role was played, what it reached and who said so, and when it could not be reached. */
import type { History } from '../../record/history.ts';
import { many } from '../format.ts';
import { sources } from '../words.ts';

export interface Attendance {
  readonly role: string;
  /** `autopilot`, `human`, `automation`; `not seated` where the role only spoke. */
  readonly played: string;
  /** What it reached, in order, each with its source. */
  readonly did: readonly string[];
  readonly absent: boolean;
}

export function attendanceOf(history: History): readonly Attendance[] {
  const responders = history.first('run.opened')?.brief.responders ?? {};
  const did = new Map<string, string[]>(Object.keys(responders).map((role) => [role, []]));
  const add = (role: string, what: string) => void did.set(role, [...(did.get(role) ?? []), what]);
  for (const { role, milestone, source } of history.of('milestone.reached')) add(role, `${milestone} (${sources[source]})`);
  for (const kind of ['hold.started', 'note.added', 'abort.requested', 'inject.skipped', 'finding.ruled'] as const) for (const { role } of history.of(kind)) add(role, kind.replace('.', ' '));
  const notices = new Map<string, Set<string>>();
  for (const { by, rung, notice } of history.of('notice.moved')) {
    const role = /^role\/(.+)$/.exec(by)?.[1];
    if (role !== undefined && rung === 'composed') notices.set(role, (notices.get(role) ?? new Set()).add(notice));
  }
  for (const [role, { size }] of notices) add(role, many(size, 'notice'));
  const absent = new Set(history.of('rota.seen').flatMap((seen) => seen.absent));
  return [...did].map(([role, what]) => ({ role, played: responders[role] ?? 'not seated', did: what, absent: absent.has(role) }));
}
