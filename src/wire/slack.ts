/** Holds what Slack is sent: a message to an incoming webhook or to `chat.postMessage`, the text in it, and the errors by which it is refused. */
import { z } from 'zod';

/** In a form, a list is text. */
const list = z.union([
  z.array(z.unknown()),
  z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('expected a list as JSON');
      return z.NEVER;
    }
  }).pipe(z.array(z.unknown())),
]);

/** Blocks and attachments are nested in many ways, of which only the texts matter here. Source: Slack, "Incoming webhooks" and "chat.postMessage". */
export const slackMessage = z.looseObject({
  text: z.string().max(40_000).nullish(),
  blocks: list.nullish(),
  attachments: list.nullish(),
  channel: z.string().nullish(),
  username: z.string().nullish(),
});
export type SlackMessage = z.output<typeof slackMessage>;

/** Statuses of an incoming webhook's errors; the text is the whole body. Source: Slack, "Incoming webhooks", "Handling errors". */
export const webhookErrors = {
  invalid_payload: 400, no_text: 400, too_many_attachments: 400, user_not_found: 400, action_prohibited: 403, invalid_token: 403, posting_to_general_channel_denied: 403,
  channel_not_found: 404, no_service: 404, no_team: 404, channel_is_archived: 410, rollup_error: 500,
} as const;
export type WebhookError = keyof typeof webhookErrors;

/** Source: Slack, "Attachments": "no more than 100 attachments" is refused by webhooks as `too_many_attachments`. */
export const attachmentsMax = 100;

const spoken: ReadonlySet<string> = new Set(['text', 'title', 'pretext', 'fallback', 'value', 'alt_text']);

/** All texts in it, in order; where an attachment has others, its fallback only repeats them. */
function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).filter(([key]) => key !== 'fallback' || !('text' in value));
  return entries.flatMap(([key, inner]) => (typeof inner === 'string' ? (spoken.has(key) && inner !== '' ? [inner] : []) : textsIn(inner)));
}

/** What people read: the blocks and attachments, and the text beside them. */
export const textOfMessage = ({ text, blocks, attachments }: SlackMessage): string => [...(text ? [text] : []), ...textsIn(blocks), ...textsIn(attachments)].join('\n');
