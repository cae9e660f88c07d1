/** Holds the receiver `mastodon`: takes statuses, and shows its public timeline; that somebody else fetched a status from there proves it *delivered*. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { accountEntity, countedLength, newStatus, statusEntity, type NewStatus, type Status } from '../../wire/mastodon.ts';
import { escaped } from '../html.ts';
import { idFrom } from '../ids.ts';
import { rateLimiter } from '../rate-limit.ts';
import { credentialOf, isOfType, partsOf, readJson, readValue, refuser, wayOf } from '../reading.ts';
import type { Read } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';

const spec = z.strictObject({
  charactersMax: z.int().positive().default(500).describe('the longest status; a link counts for 23 characters'),
  per5MinutesMax: z.int().positive().default(300).describe('requests of one account in five minutes'),
});
type Spec = z.output<typeof spec>;

interface Kept extends Status {
  readonly author: string;
  delivered: boolean;
}

const wrong = (status: number, error: string, headers?: Readonly<Record<string, string>>): Outbound => json(status, { error }, headers);
const invalid = (what: string) => wrong(422, `Validation failed: ${what}`);
const htmlOf = (text: string) => `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`;
/** How long a key leads to the status that was made with it. Source: Mastodon, "statuses API methods", `Idempotency-Key`. */
const keyMs = 3_600_000;

async function statusOf(request: Inbound): Promise<Read<NewStatus>> {
  if (isOfType(request, 'application/json')) return readJson(newStatus, request.body);
  try {
    // Both kinds of forms, with files or without.
    const form = await new Response(request.body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
    return readValue(newStatus, Object.fromEntries(form));
  } catch {
    return { wrong: `content type ${request.headers['content-type'] ?? 'not given'}`, at: '' };
  }
}

function open(desk: ReceiverDesk, { charactersMax, per5MinutesMax }: Spec) {
  const { clock, random, hear } = desk;
  const refuse = refuser(desk, 'mastodon');
  const waitMs = rateLimiter({ max: per5MinutesMax, perMs: 300_000 }, clock);
  const statuses = new Map<string, Kept>();
  const byKey = new Map<string, Kept>();

  /** An author who looks at their own status proves nothing about others. */
  const show = (status: Kept, base: string, reader: string | undefined) => {
    if (!status.delivered && reader !== status.author) {
      status.delivered = true;
      hear('notice.moved', { atMs: clock.now(), notice: `mastodon-${status.id}`, channel: 'social', rung: 'delivered', receiver: 'mastodon' });
    }
    return statusEntity(status, htmlOf(status.text), base);
  };

  const post = async (request: Inbound, author: string): Promise<Outbound> => {
    const key = `${author} ${request.headers['idempotency-key'] ?? ''}`;
    const known = byKey.get(key);
    if (request.headers['idempotency-key'] && known !== undefined && clock.now() - known.createdAtMs < keyMs) return json(200, show(known, request.base, author));
    const read = await statusOf(request);
    if ('wrong' in read) return refuse(invalid('expected a status'), `expected a status as JSON or as a form, got ${read.wrong}`);
    const { status: text, spoiler_text: spoiler, visibility, in_reply_to_id: inReplyTo, sensitive, language, scheduled_at: scheduled } = read.value;
    if (!text?.trim()) return refuse(invalid("Text can't be blank"), 'expected a status with text, got none');
    if (countedLength(text + (spoiler ?? '')) > charactersMax) return refuse(invalid(`Text character limit of ${charactersMax} exceeded`), `expected at most ${charactersMax} characters, got ${countedLength(text + (spoiler ?? ''))}`);
    if (scheduled) return refuse(invalid('Scheduled statuses are not taken here'), 'expected a status for now, got one for later');
    if (inReplyTo && !statuses.has(inReplyTo)) return refuse(wrong(404, 'Record not found'), `expected a reply to a status, got ${inReplyTo.slice(0, 50)}`);
    const made: Kept = {
      id: idFrom(random, 18, 'digits'), createdAtMs: clock.now(), text, spoiler: spoiler ?? '', visibility: visibility ?? 'public', sensitive: sensitive ?? false, language: language ?? null, inReplyTo: inReplyTo ?? null, author, delivered: false,
    };
    statuses.set(made.id, made);
    if (request.headers['idempotency-key']) byKey.set(key, made);
    hear('notice.moved', { atMs: made.createdAtMs, notice: `mastodon-${made.id}`, channel: 'social', rung: 'accepted', text: [spoiler, text].filter(Boolean).join('\n'), receiver: 'mastodon', ...(made.visibility !== 'public' && { to: made.visibility }) });
    return json(200, show(made, request.base, author));
  };

  const timeline = (base: string, query: URLSearchParams, reader: string | undefined): Outbound => {
    const limit = Math.min(40, Math.max(1, Number(query.get('limit') ?? 20) || 20));
    const newest = [...statuses.values()].filter((status) => status.visibility === 'public').toReversed();
    return json(200, newest.slice(0, limit).map((status) => show(status, base, reader)));
  };

  const one = (id: string, base: string, reader: string | undefined): Outbound => {
    const status = statuses.get(id);
    const mayRead = status !== undefined && (['public', 'unlisted'].includes(status.visibility) || reader === status.author);
    return mayRead ? json(200, show(status, base, reader)) : refuse(wrong(404, 'Record not found'), `expected the id of a status that may be read, got ${id.slice(0, 50)}`);
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts, query } = partsOf(request);
      const [path, id] = [parts.slice(0, 3).join('/'), parts[3]];
      const token = credentialOf(request, 'Bearer');
      const ms = token === undefined ? undefined : waitMs(token);
      if (ms !== undefined) {
        const reset = new Date(clock.now() + ms).toISOString();
        return refuse(wrong(429, 'Too many requests', { 'retry-after': String(Math.ceil(ms / 1000)), 'x-ratelimit-limit': String(per5MinutesMax), 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }), `expected at most ${per5MinutesMax} requests in five minutes, got more`);
      }
      const isPost = request.method === 'POST' && path === 'api/v1/statuses' && id === undefined;
      if (token === undefined && (isPost || request.headers['authorization'])) return refuse(wrong(401, 'The access token is invalid'), 'expected an access token (Authorization: Bearer), got none, or a wrong one');
      if (isPost && token !== undefined) return post(request, token);
      if (request.method === 'GET' && path === 'api/v1/timelines' && id === 'public') return timeline(request.base, query, token);
      if (request.method === 'GET' && path === 'api/v1/statuses' && id !== undefined && parts.length === 4) return one(id, request.base, token);
      if (request.method === 'GET' && path === 'api/v1/accounts' && id === 'verify_credentials') return token === undefined ? refuse(wrong(401, 'The access token is invalid'), 'expected an access token, got none') : json(200, accountEntity(request.base));
      return refuse(wrong(404, 'Not Found'), `expected /api/v1/statuses or /api/v1/timelines/public, got ${wayOf(request)}`);
    },
  };
}

export const mastodon = receiver({
  kind: 'mastodon',
  summary: "takes statuses by Mastodon's API, and shows them on its public timeline",
  settings: ({ url }) => ({ replace: `# A client that drops the path of this URL, such as masto.js, needs a host of its own in front of it.\nMASTODON_BASE_URL=${url}\nMASTODON_ACCESS_TOKEN=any` }),
  spec,
  open,
});
