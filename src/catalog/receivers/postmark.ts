/** Holds the receiver `postmark`: takes what Postmark's `/email` and `/email/batch` take, and calls the webhooks that Postmark would. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { textOfHtml } from '../../wire/mail-text.ts';
import { batchMax, bounceCall, deliveryCall, inactive, noSignature, postmarkErrors as errors, postmarkMail, postmarkWebhook, recipientsMax, sent, wrongAddress, wrongField } from '../../wire/postmark.ts';
import type { PostmarkError, PostmarkFate, PostmarkMail, PostmarkWebhook } from '../../wire/postmark.ts';
import { idFrom } from '../ids.ts';
import { isOfType, partsOf, readJson, readValue, refuser, wrongCredential } from '../reading.ts';
import { json, receiver } from '../receiver.ts';
import type { ReceiverDesk } from '../receiver.ts';
import { addressesOf, addressOf, isAddress } from './addresses.ts';
import { mailFailures, mailModes, modeSetting } from './mail-modes.ts';
import { outcomes, putDown } from './put-down.ts';

const spec = z.strictObject({
  mode: modeSetting(mailFailures),
  events: z.url({ protocol: /^https?$/ }).optional().describe('where deliveries and bounces are posted; more of them by POST /webhooks'),
});

/** How long after the answer a webhook is called: the usual order of magnitude. */
const callAfterMs = 200;

const recipientsOf = ({ To = '', Cc = '', Bcc = '' }: PostmarkMail): readonly string[] => [To, Cc, Bcc].flatMap(addressesOf);

function refusedFor(mail: PostmarkMail): PostmarkError | undefined {
  const to = recipientsOf(mail);
  const wrong = to.find((one) => !isAddress(one));
  if (!isAddress(mail.From)) return wrongAddress('From', mail.From);
  if (mail.From.includes(wrongCredential)) return noSignature(mail.From);
  if (to.length === 0) return errors.noRecipients;
  if (wrong !== undefined) return wrongAddress('To', wrong);
  if (to.length > recipientsMax) return errors.tooMany;
  return (mail.TextBody ?? '') === '' && (mail.HtmlBody ?? '') === '' ? errors.noBody : undefined;
}

function open(desk: ReceiverDesk, given: z.output<typeof spec>) {
  const { clock, random } = desk;
  const mode = mailModes(given.mode);
  const both = { Delivery: { Enabled: true }, Bounce: { Enabled: true } };
  const webhooks: (PostmarkWebhook & { readonly ID: number })[] = given.events === undefined ? [] : [{ ID: 1, Url: given.events, Triggers: both }];
  const bounced = new Set<string>();
  let bounces = 0;
  const refused = refuser(desk, 'postmark');
  const said = ({ status, ErrorCode, Message }: PostmarkError): Outbound => json(status, { ErrorCode, Message });
  const no = (error: PostmarkError, got: string): Outbound => refused(said(error), `expected a request as Postmark's API takes it, got ${got.slice(0, 200)}: ${error.Message.slice(0, 200)}`);
  const wrong = (error: PostmarkError, got: string): PostmarkError => {
    no(error, got);
    return error;
  };

  const call = async (trigger: 'Delivery' | 'Bounce', fate: PostmarkFate): Promise<void> => {
    await clock.sleep(callAfterMs);
    const body = JSON.stringify(trigger === 'Delivery' ? deliveryCall(fate) : bounceCall(fate, ++bounces));
    await Promise.all(webhooks.filter(({ Triggers }) => Triggers?.[trigger]?.Enabled === true).map(({ Url }) => desk.post({ url: Url, headers: { 'content-type': 'application/json' }, body })));
  };

  /** One message; in a batch each has an answer of its own. */
  const take = async (raw: unknown): Promise<PostmarkError | { readonly ErrorCode: 0 }> => {
    const atMs = clock.now();
    const read = readValue(postmarkMail, raw);
    if ('wrong' in read) return wrong(wrongField(read.at, read.wrong), 'a message');
    const mail = read.value;
    const error = refusedFor(mail);
    if (error !== undefined) return wrong(error, 'a message');
    const now = mode.now();
    const all = recipientsOf(mail).map(addressOf);
    const gone = all.filter((one) => now === 'normal' && bounced.has(one.toLowerCase()));
    const to = all.filter((one) => !gone.includes(one));
    const letter = { id: [8, 4, 4, 4, 12].map((length) => idFrom(random, length)).join('-'), from: mail.From, subject: mail.Subject ?? '', text: mail.TextBody ?? (await textOfHtml(mail.HtmlBody ?? '')) };
    putDown(desk, 'postmark', { ...letter, to }, atMs, outcomes[now]);
    putDown(desk, 'postmark', { ...letter, to: gone }, atMs, { rung: 'submitted', error: 'refused, since it bounced before' });
    if (now === 'temporary-failure') return errors.limited;
    if (now === 'refused') return errors.unavailable;
    if (to.length === 0) return inactive(gone);
    const at = new Date(atMs).toISOString();
    for (const one of to) {
      if (now === 'bounced') bounced.add(one.toLowerCase());
      if (now !== 'lost') void call(now === 'bounced' ? 'Bounce' : 'Delivery', { mail, id: letter.id, to: one, at });
    }
    return { ...sent(mail, letter.id, at, gone), ErrorCode: 0 };
  };

  const one = async (raw: unknown): Promise<Outbound> => {
    const answer = await take(raw);
    return 'status' in answer ? said(answer) : json(200, answer);
  };

  const batch = async (raw: readonly unknown[]): Promise<Outbound> => {
    if (raw.length > batchMax) return no(errors.batchTooLong, `a batch of ${raw.length}`);
    const answers: (PostmarkError | { readonly ErrorCode: 0 })[] = [];
    for (const each of raw) answers.push(await take(each));
    const whole = answers.find((answer) => 'status' in answer && answer.status > 422);
    if (whole !== undefined && 'status' in whole) return said(whole);
    return json(200, answers.map((answer) => ('status' in answer ? { ErrorCode: answer.ErrorCode, Message: answer.Message } : answer)));
  };

  const hooks = (method: string, id: string | undefined, body: Uint8Array): Outbound => {
    const at = webhooks.findIndex(({ ID }) => String(ID) === id);
    if (method === 'GET') return id === undefined ? json(200, { Webhooks: webhooks }) : at < 0 ? no(errors.notFound, `GET webhook ${id}`) : json(200, webhooks[at]);
    if (method === 'DELETE' && at >= 0) return webhooks.splice(at, 1) && json(200, { ErrorCode: 0, Message: `Webhook ${id} removed.` });
    if (method !== 'POST') return no(errors.notFound, `${method} webhook ${id}`);
    const read = readJson(postmarkWebhook, body);
    if ('wrong' in read) return no(errors.noUrl, read.wrong);
    const added = { MessageStream: 'outbound', HttpHeaders: [], Triggers: {}, ...read.value, ID: (webhooks.at(-1)?.ID ?? 0) + 1 };
    webhooks.push(added);
    return json(200, added);
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const set = mode.answer(request);
      if (set !== undefined) return set;
      const token = request.headers['x-postmark-server-token'] ?? '';
      const [first = '', second] = partsOf(request).parts;
      const way = `${request.method} ${request.path}`;
      if (token === '') return no(errors.noToken, way);
      if (token === wrongCredential) return no(errors.wrongToken, way);
      if (first === 'webhooks') return hooks(request.method, second, request.body);
      if (first !== 'email' || (second !== undefined && second !== 'batch')) return no(errors.notFound, way);
      if (request.method !== 'POST') return no(errors.wrongMethod, way);
      if (!isOfType(request, 'application/json')) return no(errors.notJson, way);
      const read = readJson(z.unknown(), request.body);
      if ('wrong' in read) return no(errors.broken, read.wrong);
      if (second === undefined) return one(read.value);
      return Array.isArray(read.value) ? batch(read.value) : no(errors.broken, 'no list');
    },
  };
}

export const postmark = receiver({
  kind: 'postmark',
  summary: "takes mail as Postmark's API does, and calls the webhooks Delivery and Bounce",
  spec,
  settings: ({ url }) => ({ replace: `# postmark.js; any token will do\nnew ServerClient(token, { useHttps: false, requestHost: '${url.replace(/^https?:\/\//, '')}' })\n# To practise a failure (${mailFailures.slice(1).join(', ')}):\ncurl -X PUT -d '{"mode": "lost"}' ${url}/-/mode` }),
  open,
});
