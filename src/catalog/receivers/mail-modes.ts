/** Holds how a mail service fails when it is told to, so that a team can practise what it does then. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/capabilities.ts';
import type { MailMode } from '../../record/events.ts';
import { jsonOf } from '../../wire/json-body.ts';
import { json } from '../receiver.ts';

/**
 * The relay's own words. `refused`: every message is refused for good (5xx). `temporary-failure`: the sender is to come again (4xx of SMTP; an API's
 * rate limit). `lost`: taken, and never delivered. `bounced`: taken, and sent back.
 */
export const mailFailures = ['normal', 'refused', 'temporary-failure', 'lost', 'bounced'] as const satisfies readonly MailMode[];
export type MailFailure = (typeof mailFailures)[number];

export interface MailModes {
  mode(): MailFailure;
  /** Answers who reads or sets the mode at `/-/mode`, which is no path of any vendor; undefined for every other path. */
  answer(request: Inbound): Outbound | undefined;
}

/** Begins with `normal`; another one is set by `PUT <receiver>/-/mode` with `{"mode": "lost"}`. */
export function mailModes(modes: readonly MailFailure[] = mailFailures): MailModes {
  const wanted = z.strictObject({ mode: z.enum(modes) });
  let mode: MailFailure = 'normal';
  return {
    mode: () => mode,
    answer: ({ method, path, body }) => {
      if (path !== '/-/mode') return undefined;
      if (method === 'GET') return json(200, { mode });
      if (method !== 'PUT') return json(405, { error: `expected GET or PUT, got ${method}` }, { allow: 'GET, PUT' });
      const read = jsonOf(wanted, body);
      if ('wrong' in read) return json(400, { error: `expected {"mode": one of ${modes.join(', ')}}, got ${read.wrong}` });
      mode = read.value.mode;
      return json(200, { mode });
    },
  };
}

/** Why a message that was taken, or not, does not reach anybody, as the record says it. */
export const failureText: Readonly<Record<Exclude<MailFailure, 'normal'>, string>> = {
  refused: 'refused for good, as the mode says',
  'temporary-failure': 'refused for now, as the mode says',
  lost: 'accepted and then lost, as the mode says',
  bounced: 'accepted and then bounced, as the mode says',
};
