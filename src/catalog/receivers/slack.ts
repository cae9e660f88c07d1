/** Holds the receiver `slack`: takes messages to incoming webhooks and by `chat.postMessage`; there is no receipt, so they are *accepted* and no more. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { attachmentsMax, slackMessage, textOfMessage, webhookErrors } from '../../wire/slack.ts';
import type { SlackMessage, WebhookError } from '../../wire/slack.ts';
import { rateLimiter } from '../rate-limit.ts';
import { credentialOf, isOfType, partsOf, readJson, readValue, refuser, textOf, wrongCredential } from '../reading.ts';
import type { Read } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';

const spec = z.strictObject({
  refuse: z.enum(Object.keys(webhookErrors) as [WebhookError, ...WebhookError[]]).optional().describe('the error by which every message is refused, so that a team sees what its tools do then'),
  perMinuteMax: z.int().positive().default(60).describe("messages in a minute to one webhook or channel; Slack's own limit is one a second, with short bursts"),
});
type Spec = z.output<typeof spec>;

const text = (status: number, body: string, headers?: Readonly<Record<string, string>>): Outbound => ({ status, body, contentType: 'text/html', ...(headers && { headers }) });

/** JSON, or a form: for a webhook with the JSON in its field `payload`, for the Web API with the message's own fields. */
function messageOf(request: Inbound): Read<SlackMessage> {
  if (!isOfType(request, 'application/x-www-form-urlencoded')) return readJson(slackMessage, request.body);
  const form = new URLSearchParams(textOf(request.body));
  const payload = form.get('payload');
  return payload === null ? readValue(slackMessage, Object.fromEntries(form)) : readJson(slackMessage, payload);
}

function wrongWith(message: SlackMessage): WebhookError | undefined {
  if (textOfMessage(message) === '') return 'no_text';
  return (message.attachments?.length ?? 0) > attachmentsMax ? 'too_many_attachments' : undefined;
}

function open(desk: ReceiverDesk, { refuse: asked, perMinuteMax }: Spec) {
  const { clock, hear } = desk;
  const refuse = refuser(desk, 'slack');
  const waitMs = rateLimiter({ max: perMinuteMax, perMs: 60_000 }, clock);
  let sent = 0;

  /** Slack names a message by when it came, with a number that makes it unique in its channel. */
  const take = (message: SlackMessage, to?: string): string => {
    sent += 1;
    const ts = `${Math.floor(clock.now() / 1000)}.${String(sent % 1_000_000).padStart(6, '0')}`;
    hear('notice.moved', { atMs: clock.now(), notice: `slack-${ts}`, channel: 'chat', rung: 'accepted', text: textOfMessage(message), receiver: 'slack', ...(to && { to }), ...(message.username && { from: message.username }) });
    return ts;
  };

  const webhook = (request: Inbound, [team, service, token]: readonly string[]): Outbound => {
    const no = (error: WebhookError, why: string) => refuse(text(webhookErrors[error], error), why);
    if (team === undefined || team === wrongCredential) return no('no_team', 'expected /services/TEAM/SERVICE/TOKEN, got no team, or an unknown one');
    if (service === undefined || service === wrongCredential) return no('no_service', 'expected /services/TEAM/SERVICE/TOKEN, got no service, or an unknown one');
    if (token === undefined || token === wrongCredential) return no('invalid_token', 'expected /services/TEAM/SERVICE/TOKEN, got no token, or a wrong one');
    if (request.method !== 'POST') return no('invalid_payload', `expected POST, got ${request.method}`);
    const ms = waitMs(`${team}/${service}`);
    if (ms !== undefined) return refuse(text(429, 'rate_limited', { 'retry-after': String(Math.ceil(ms / 1000)) }), `expected at most ${perMinuteMax} messages in a minute, got more`);
    const read = messageOf(request);
    if ('wrong' in read) return no('invalid_payload', `expected a message as JSON, got ${read.wrong}`);
    const wrong = asked ?? wrongWith(read.value);
    if (wrong !== undefined) return no(wrong, wrong === asked ? `every message is to be refused with ${asked}` : `expected a message with text, and at most ${attachmentsMax} attachments, got ${wrong}`);
    take(read.value, read.value.channel ?? undefined);
    return text(200, 'ok');
  };

  const postMessage = (request: Inbound): Outbound => {
    const no = (error: string, why: string) => refuse(json(200, { ok: false, error }), why);
    if ((request.headers['authorization'] ?? '') === '') return no('not_authed', 'expected a token (Authorization: Bearer), got none');
    if (credentialOf(request, 'Bearer') === undefined) return no('invalid_auth', 'expected a token (Authorization: Bearer), got a wrong one');
    const read = messageOf(request);
    if ('wrong' in read) return no('invalid_json', `expected a message as JSON, got ${read.wrong}`);
    const { channel } = read.value;
    if (!channel) return no('channel_not_found', 'expected a channel, got none');
    const ms = waitMs(channel);
    if (ms !== undefined) return refuse(json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(Math.ceil(ms / 1000)) }), `expected at most ${perMinuteMax} messages in a minute, got more`);
    const wrong = asked ?? wrongWith(read.value);
    if (wrong !== undefined) return no(wrong, `expected a message that may be posted, got ${wrong}`);
    const ts = take(read.value, channel);
    return json(200, { ok: true, channel, ts, message: { type: 'message', text: read.value.text ?? '', ts } });
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const [kind, method, ...rest] = partsOf(request).parts;
      if (kind === 'services') return webhook(request, method === undefined ? [] : [method, ...rest]);
      if (kind === 'api' && method === 'chat.postMessage') return postMessage(request);
      return refuse(kind === 'api' ? json(200, { ok: false, error: 'unknown_method', req_method: method ?? '' }) : text(404, 'no_service'), `expected /services/TEAM/SERVICE/TOKEN or /api/chat.postMessage, got ${request.method} /${(kind ?? '').slice(0, 50)}`);
    },
  };
}

export const slack = receiver({
  kind: 'slack',
  summary: "takes messages to Slack's incoming webhooks, and by chat.postMessage",
  settings: ({ url }) => ({
    tap: `receivers:\n  - name: gameday-chat\n    slack_configs:\n      - api_url: ${url}/services/T0/B0/any\n        channel: '#incident'`,
    replace: `SLACK_WEBHOOK_URL=${url}/services/T0/B0/any`,
  }),
  spec,
  open,
});
