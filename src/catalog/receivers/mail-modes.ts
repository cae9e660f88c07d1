/** Holds how a mail service fails when it is told to, so that a team can practise what it does then. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import type { MailMode } from '../../record/events.ts';
import { readJson } from '../reading.ts';
import { json } from '../receiver.ts';

/** The relay's own words. */
export const mailFailures = ['normal', 'refused', 'temporary-failure', 'lost', 'bounced'] as const satisfies readonly MailMode[];
export type MailFailure = (typeof mailFailures)[number];

export const modeSetting = <const M extends MailFailure>(modes: readonly M[]) =>
  z.enum(modes).default('normal' as M).describe('refused: every message is refused (5xx); temporary-failure: try again later (4xx, of an API its rate limit); lost: taken, never delivered; bounced: taken, sent back');

export interface MailModes {
  now(): MailFailure;
  /** Answers who reads or sets the mode at `/-/mode`, which is no path of any vendor; undefined for every other path. */
  answer(request: Inbound): Outbound | undefined;
}

/** Another one is set by `PUT <receiver>/-/mode` with `{"mode": "lost"}`, at any time. */
export function mailModes(first: MailFailure, modes: readonly MailFailure[] = mailFailures): MailModes {
  const wanted = z.strictObject({ mode: z.enum(modes) });
  let mode = first;
  return {
    now: () => mode,
    answer: ({ method, path, body }) => {
      if (path !== '/-/mode') return undefined;
      if (method === 'GET') return json(200, { mode });
      if (method !== 'PUT') return json(405, { error: `expected GET or PUT, got ${method}` }, { allow: 'GET, PUT' });
      const read = readJson(wanted, body);
      if ('wrong' in read) return json(400, { error: `expected {"mode": one of ${modes.join(', ')}}, got ${read.wrong}` });
      ({ mode } = read.value);
      return json(200, { mode });
    },
  };
}
