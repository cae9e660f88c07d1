/** Holds what Mastodon's API is asked to post, how long that may be, and the status that it answers with. */
import { z } from 'zod';

export const visibilities = ['public', 'unlisted', 'private', 'direct'] as const;

const flag = z.union([z.boolean(), z.enum(['true', 'false', '1', '0', 'on', 'off']).transform((text) => ['true', '1', 'on'].includes(text))]);

/** Source: Mastodon, "statuses API methods", POST /api/v1/statuses; it comes as JSON or as a form. */
export const newStatus = z.looseObject({
  status: z.string().nullish(),
  spoiler_text: z.string().nullish(),
  visibility: z.enum(visibilities).nullish(),
  in_reply_to_id: z.union([z.string(), z.number().transform(String)]).nullish(),
  sensitive: flag.nullish(),
  language: z.string().nullish(),
  scheduled_at: z.string().nullish(),
});
export type NewStatus = z.output<typeof newStatus>;

/** A link counts for 23 characters, however long; of what people see as one character each counts for one. Source: Mastodon, "Posting to your profile", Text. */
const linkLength = 23;
/** Made with the first text that needs it: it takes 15 ms, and in plain ASCII each character counts by itself. */
let segmenter: Intl.Segmenter | undefined;

export function countedLength(text: string): number {
  const plain = text.replaceAll(/https?:\/\/\S+/g, 'x'.repeat(linkLength));
  if (/^[\n\u0020-\u007E]*$/.test(plain)) return plain.length;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let count = 0;
  for (const _ of segmenter.segment(plain)) count += 1;
  return count;
}

export interface Status {
  readonly id: string;
  readonly createdAtMs: number;
  readonly text: string;
  readonly spoiler: string;
  readonly visibility: (typeof visibilities)[number];
  readonly sensitive: boolean;
  readonly language: string | null;
  readonly inReplyTo: string | null;
}

/** Source: Mastodon, "Account" and "Status" entities. `html` is the text as a page shows it. */
export const accountEntity = (base: string) => ({
  id: '1', username: 'notices', acct: 'notices', display_name: 'Notices', locked: false, bot: true, created_at: '2024-01-01T00:00:00.000Z', note: '', url: `${base}/@notices`, uri: `${base}/users/notices`,
  avatar: '', avatar_static: '', header: '', header_static: '', followers_count: 0, following_count: 0, statuses_count: 0, last_status_at: null, emojis: [], fields: [],
});

export const statusEntity = (status: Status, html: string, base: string) => ({
  id: status.id, created_at: new Date(status.createdAtMs).toISOString(), in_reply_to_id: status.inReplyTo, in_reply_to_account_id: status.inReplyTo === null ? null : '1', sensitive: status.sensitive,
  spoiler_text: status.spoiler, visibility: status.visibility, language: status.language, uri: `${base}/users/notices/statuses/${status.id}`, url: `${base}/@notices/${status.id}`, replies_count: 0, reblogs_count: 0,
  favourites_count: 0, edited_at: null, content: html, reblog: null, application: null, account: accountEntity(base), media_attachments: [], mentions: [], tags: [], emojis: [], card: null, poll: null,
});
