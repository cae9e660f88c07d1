/** Holds the receiver `sendgrid`: takes what SendGrid's `/v3/mail/send` takes, and posts the events that SendGrid would. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { textOfHtml } from '../../wire/mail-text.ts';
import { contentProblem, eventDetails, eventSettings, problem, recipientsMax, sendgridMail, shapeProblem } from '../../wire/sendgrid.ts';
import type { SendgridError, SendgridEvent, SendgridMail } from '../../wire/sendgrid.ts';
import { idFrom } from '../ids.ts';
import { credentialOf, isOfType, partsOf, readJson, refuser } from '../reading.ts';
import { json, receiver } from '../receiver.ts';
import type { ReceiverDesk } from '../receiver.ts';
import { isAddress } from './addresses.ts';
import { mailFailures, mailModes, modeSetting } from './mail-modes.ts';
import type { MailFailure } from './mail-modes.ts';
import { outcomes, putDown } from './put-down.ts';
import type { Outcome } from './put-down.ts';

const spec = z.strictObject({
  mode: modeSetting(mailFailures),
  events: z.url({ protocol: /^https?$/ }).optional().describe('where events (delivered, bounce, dropped) are posted; as PATCH /v3/user/webhooks/event/settings sets it'),
});

/** How long after the answer an event comes, and how long a rate limit lasts: usual orders of magnitude. */
const eventAfterMs = 200;
const limitS = 60;

/** A message for one recipient of SendGrid's `to`, `cc` and `bcc` together, each personalization being a message of its own. */
const mailsOf = ({ personalizations, subject = '' }: SendgridMail) => personalizations.map((one) => ({ subject: one.subject ?? subject, to: [one.to, one.cc ?? [], one.bcc ?? []].flat().map(({ email }) => email) }));

const textIn = async ({ content = [], template_id: template }: SendgridMail): Promise<string> => {
  const plain = content.find(({ type }) => type === 'text/plain')?.value;
  const html = content.find(({ type }) => type === 'text/html')?.value;
  return plain ?? (html === undefined ? `template ${template ?? 'unknown'}` : textOfHtml(html));
};

interface Fate {
  readonly outcome: Outcome;
  readonly event?: SendgridEvent;
}

const onlyChecked: Fate = { outcome: { rung: 'submitted', error: "checked and never sent, as the message's sandbox mode says" } };

function open(desk: ReceiverDesk, given: z.output<typeof spec>) {
  const { clock, random } = desk;
  const mode = mailModes(given.mode);
  const bounced = new Set<string>();
  let events: z.output<typeof eventSettings> = { enabled: given.events !== undefined, delivered: true, bounce: true, dropped: true, processed: false, ...(given.events !== undefined && { url: given.events }) };
  const refused = refuser(desk, 'sendgrid');
  const no = (status: number, error: SendgridError, why = error.message) => refused(json(status, { errors: [error] }), `expected a request as SendGrid's API version 3 takes it, got ${why.slice(0, 300)}`);

  const tell = async (told: readonly { readonly email: string; readonly event: SendgridEvent | undefined }[], messageId: string): Promise<void> => {
    await clock.sleep(eventAfterMs);
    const { enabled, url } = events;
    const wanted = told.flatMap(({ email, event }) => (event !== undefined && events[event] === true ? [{ email, event }] : []));
    if (enabled !== true || url === undefined || wanted.length === 0) return;
    const body = wanted.map(({ event, email }) => ({ email, timestamp: Math.floor(clock.now() / 1000), 'smtp-id': `<${messageId}@geopod-ismtpd>`, event, category: [], sg_event_id: idFrom(random, 22, 'lower'), sg_message_id: `${messageId}.filter0001`, ...eventDetails[event] }));
    await desk.post({ url, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) });
  };

  /** Addresses that bounced are not tried again: SendGrid drops what is sent to them. */
  const fateOf = (now: MailFailure, email: string): Fate => {
    if (now === 'normal' && bounced.has(email.toLowerCase())) return { outcome: { rung: 'accepted', error: 'accepted and then dropped, since it bounced before' }, event: 'dropped' };
    if (now === 'bounced') bounced.add(email.toLowerCase());
    return { outcome: outcomes[now], ...(now === 'normal' && { event: 'delivered' }), ...(now === 'bounced' && { event: 'bounce' }) };
  };

  const send = async (request: Inbound): Promise<Outbound> => {
    const atMs = clock.now();
    if (!isOfType(request, 'application/json')) return no(415, problem('Content-Type should be application/json.'));
    const read = readJson(sendgridMail, request.body);
    if ('wrong' in read) return no(400, shapeProblem(read.at), read.wrong);
    const asked = read.value;
    const mails = mailsOf(asked);
    const to = mails.flatMap((mail) => mail.to);
    const wrong = contentProblem(asked);
    if (wrong !== undefined) return no(400, wrong);
    if (!isAddress(asked.from.email)) return no(400, problem('The from email does not contain a valid address.', 'from.email'));
    if (!to.every(isAddress)) return no(400, problem('Does not contain a valid address.', 'personalizations.0.to.0.email'));
    if (to.length > recipientsMax) return no(400, problem('The maximum number of recipients is 1000.', 'personalizations'));
    const id = idFrom(random, 22, 'lower');
    const text = await textIn(asked);
    const now = mode.now();
    const sandbox = asked.mail_settings?.sandbox_mode?.enable === true;
    const told = mails.flatMap(({ subject, to }) =>
      to.map((email) => {
        const { outcome, event } = sandbox ? onlyChecked : fateOf(now, email);
        putDown(desk, 'sendgrid', { id, from: asked.from.email, to: [email], subject, text }, atMs, outcome);
        return { email, event };
      }),
    );
    if (sandbox) return { status: 200, body: '', contentType: 'text/plain; charset=utf-8' };
    if (now === 'temporary-failure') return json(429, { errors: [problem('too many requests')] }, { 'x-ratelimit-limit': '600', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(atMs / 1000) + limitS), 'retry-after': String(limitS) });
    if (now === 'refused') return json(503, { errors: [problem('The service is unavailable.')] });
    void tell(told, id);
    return { status: 202, body: '', contentType: 'text/plain; charset=utf-8', headers: { 'x-message-id': id } };
  };

  const settings = ({ method, body }: Inbound): Outbound => {
    if (method === 'GET') return json(200, events);
    const read = readJson(eventSettings, body);
    if ('wrong' in read) return no(400, problem('invalid settings', read.at), read.wrong);
    events = { ...events, ...read.value };
    return json(method === 'POST' ? 201 : 200, events);
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const set = mode.answer(request);
      if (set !== undefined) return set;
      if (credentialOf(request, 'Bearer') === undefined) return no(401, problem('The provided authorization grant is invalid, expired, or revoked'), 'no API key in the header authorization');
      const way = `${request.method} /${partsOf(request).parts.join('/')}`;
      if (way === 'POST /v3/mail/send') return send(request);
      if (/^(?:GET|PATCH|POST) \/v3\/user\/webhooks\/event\/settings$/.test(way)) return settings(request);
      return way.endsWith(' /v3/mail/send') ? no(405, problem('method not allowed'), way) : no(404, problem('not found'), way);
    },
  };
}

export const sendgrid = receiver({
  kind: 'sendgrid',
  summary: "takes mail as SendGrid's API (version 3) does, and posts the events delivered, bounce and dropped",
  spec,
  settings: ({ url }) => ({ replace: `# @sendgrid/mail, after setApiKey; any key that begins with SG. will do\nclient.setDefaultRequest('baseUrl', '${url}/')\n# To practise a failure (${mailFailures.slice(1).join(', ')}):\ncurl -X PUT -d '{"mode": "lost"}' ${url}/-/mode` }),
  open,
});
