/** Holds the receiver `twilio`: takes calls and messages by Twilio's API, puts them through a simulated line, and calls back what became of them. */
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { apiVersion, badUrl, callRequest, errorBody, errors, fieldsOf, messageRequest, notFound, wrongFrom, wrongTo, type TwilioError } from '../../wire/twilio.ts';
import { readTwiml } from '../../wire/twiml.ts';
import { makeAgenda } from '../agenda.ts';
import { rateLimiter } from '../rate-limit.ts';
import { credentialOf, isOfType, partsOf, readValue, refuser, textOf, wrongCredential } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';
import { callShown, isOver, type Account, type Call } from './twilio/call.ts';
import { askBy } from './twilio/call-back.ts';
import { openLine } from './twilio/calls.ts';
import { messageShown, openMessages, type Message } from './twilio/messages.ts';
import { certain } from './twilio/people.ts';
import { settings, type Settings } from './twilio/settings.ts';

const wrong = (error: TwilioError, headers?: Readonly<Record<string, string>>) => json(error.status, errorBody(error), headers);
const isUrl = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);
const pageSizeMax = 1000;

/** What isn't base64 says nothing. */
function decoded(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  } catch {
    return '';
  }
}

/** Who asks: an account by its sid and its token, or by a key and that key's secret; what is called back is signed with the account's token all the same. */
function accountOf(request: Inbound, sid: string, secret: string): Account | undefined {
  const given = credentialOf(request, 'Basic');
  const [user = '', ...rest] = (given === undefined ? '' : decoded(given)).split(':');
  const password = rest.join(':');
  const isKey = user.startsWith('SK');
  return (isKey || user === sid) && /^AC\w+$/.test(sid) && password !== '' && password !== wrongCredential ? { sid, token: isKey ? secret : password } : undefined;
}

function open(desk: ReceiverDesk, given: Settings) {
  const { clock } = desk;
  const refuse = refuser(desk, 'twilio');
  const no = (error: TwilioError) => refuse(wrong(error), `expected what Twilio takes, got its error ${error.code}: ${error.message.slice(0, 300)}`);
  const waitMs = rateLimiter({ max: given.perSecondMax, perMs: 1000 }, clock);
  const agenda = makeAgenda(clock);
  const ask = askBy(desk);
  const line = openLine(desk, given, agenda, ask);
  const send = openMessages(desk, given, agenda, ask);
  const calls = new Map<string, Call>();
  const messages = new Map<string, Message>();

  const place = async (form: URLSearchParams, account: Account): Promise<Outbound> => {
    const read = readValue(callRequest, fieldsOf(form));
    if ('wrong' in read) return no({ status: 400, code: 20_001, message: `Invalid parameter: ${read.wrong}` });
    const { To, From, Url, Twiml, StatusCallback } = read.value;
    const error =
      (To === '' ? errors.noTo : wrongTo(To, 'call')) ?? (From === '' ? errors.noFrom : wrongFrom(From, 'call')) ?? (Twiml === undefined && !isUrl(Url ?? '') ? badUrl('Url', Url ?? '') : undefined) ?? (StatusCallback !== undefined && !isUrl(StatusCallback) ? badUrl('StatusCallback', StatusCallback) : undefined);
    if (error !== undefined) return no(error);
    const twiml = Twiml === undefined ? undefined : await readTwiml(Twiml);
    if (twiml !== undefined && 'wrong' in twiml) return no({ status: 400, code: 12_100, message: `Document parse failure: ${twiml.wrong}` });
    const call = line.place(read.value, account, twiml?.verbs);
    calls.set(call.sid, call);
    return json(201, callShown(call));
  };

  const update = async (call: Call, form: URLSearchParams): Promise<Outbound> => {
    const [status, url, twiml] = [form.get('Status'), form.get('Url'), form.get('Twiml')];
    if (isOver(call) || ((url ?? twiml) !== null && call.status !== 'in-progress')) return no(errors.notInProgress);
    if (status === 'canceled' && call.status === 'in-progress') return no({ ...errors.notInProgress, message: 'Call is in-progress. Cannot cancel.' });
    if (status === 'canceled' || status === 'completed') line.end(call, call.status === 'in-progress' ? 'completed' : 'canceled');
    else if (twiml !== null) {
      const read = await readTwiml(twiml);
      if ('wrong' in read) return no({ status: 400, code: 12_100, message: `Document parse failure: ${read.wrong}` });
      line.redirect(call, read.verbs);
    } else if (url !== null && isUrl(url)) line.redirect(call, url);
    else return no(badUrl('Url', url ?? ''));
    return json(200, callShown(call));
  };

  const message = (form: URLSearchParams, account: Account): Outbound => {
    const read = readValue(messageRequest, fieldsOf(form));
    if ('wrong' in read) return no({ status: 400, code: 20_001, message: `Invalid parameter: ${read.wrong}` });
    const { To, From, Body, MessagingServiceSid, MediaUrl, StatusCallback } = read.value;
    const error =
      (To === '' ? errors.noMessageTo : wrongTo(To, 'message')) ?? (From === '' ? (MessagingServiceSid === undefined ? errors.noMessageFrom : undefined) : wrongFrom(From, 'message')) ??
      (Body === '' && MediaUrl.length === 0 ? errors.noBody : undefined) ?? (Body.length > 1600 ? errors.longBody : undefined) ?? (StatusCallback !== undefined && !isUrl(StatusCallback) ? badUrl('StatusCallback', StatusCallback) : undefined);
    if (error !== undefined) return no(error);
    const sent = send(read.value, account);
    messages.set(sent.sid, sent);
    return json(201, messageShown(sent));
  };

  const listed = (key: 'calls' | 'messages', uri: string, all: readonly { readonly to: string; readonly from: string | null; readonly status: string }[], query: URLSearchParams): Outbound => {
    const number = (name: string, otherwise: number) => Math.max(0, Math.floor(Number(query.get(name) ?? otherwise)) || 0);
    const [page, size] = [number('Page', 0), Math.min(pageSizeMax, number('PageSize', 50) || 50)];
    const asked = (name: string) => query.get(name) ?? undefined;
    const fits = all.filter((one) => [[asked('To'), one.to], [asked('From'), one.from], [asked('Status'), one.status]].every(([wanted, got]) => wanted === undefined || wanted === got)).toReversed();
    const at = (n: number) => {
      const next = new URLSearchParams(query);
      next.set('Page', String(n));
      next.set('PageSize', String(size));
      return `${uri}?${next.toString()}`;
    };
    const shown = fits.slice(page * size, (page + 1) * size);
    const more = (page + 1) * size < fits.length;
    return json(200, { [key]: shown, page, page_size: size, start: page * size, end: page * size + Math.max(0, shown.length - 1), uri: at(page), first_page_uri: at(0), next_page_uri: more ? at(page + 1) : null, previous_page_uri: page > 0 ? at(page - 1) : null });
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts, query } = partsOf(request);
      const [version, accounts, account = '', what, ...rest] = parts.map((part) => part.replace(/\.json$/, ''));
      const path = `/${parts.join('/')}`.slice(0, 200);
      const [sid] = rest;
      const isKnown = version === apiVersion && accounts === 'Accounts' && (what === undefined || what === 'Calls' || what === 'Messages') && rest.length <= 1;
      if (!isKnown) return no(notFound(path));
      const whose = accountOf(request, account, desk.secret);
      if (whose === undefined) return refuse(wrong(errors.unauthenticated), "expected an account's sid and its token (basic authentication), got neither, or a wrong one");
      const ms = waitMs(account);
      if (ms !== undefined) return refuse(wrong(errors.tooMany, { 'retry-after': '1' }), `expected at most ${given.perSecondMax} requests in a second, got more`);
      const theirs = <T extends Call | Message>(all: Map<string, T>) => [...all.values()].filter((one) => one.account.sid === account);
      const isCalls = what === 'Calls';
      const found = sid === undefined ? undefined : isCalls ? calls.get(sid) : messages.get(sid);
      const one = found?.account.sid === account ? found : undefined;
      if (sid !== undefined && one === undefined) return no(notFound(path));
      if (request.method === 'GET') {
        if (what === undefined) return json(200, { sid: account, friendly_name: 'gameday', status: 'active', type: 'Trial', uri: `/${apiVersion}/Accounts/${account}.json` });
        if (one !== undefined) return json(200, 'queueMs' in one ? callShown(one) : messageShown(one));
        return listed(isCalls ? 'calls' : 'messages', `/${apiVersion}/Accounts/${account}/${what}.json`, isCalls ? theirs(calls).map(callShown) : theirs(messages).map(messageShown), query);
      }
      if (request.method !== 'POST' || what === undefined || (one !== undefined && !isCalls)) return no(errors.noMethod);
      if (!isOfType(request, 'application/x-www-form-urlencoded')) return no({ status: 400, code: 20_001, message: `expected a form, got ${request.headers['content-type'] ?? 'no content type'}` });
      const form = new URLSearchParams(textOf(request.body));
      if (one !== undefined && 'queueMs' in one) return update(one, form);
      return isCalls ? place(form, whose) : message(form, whose);
    },
  };
}

export const twilio = receiver({
  kind: 'twilio',
  summary: "takes calls and messages by Twilio's API; who answers is simulated, and the record says so",
  settings: ({ url }) => ({
    replace: `# In place of https://api.twilio.com, by an HTTP client of your own or \`client.api.baseUrl\`.\nTWILIO_API_BASE_URL=${url}\n# Numbers of which it is certain what becomes of a call: ${Object.entries(certain).map(([number, habit]) => `${number} ${habit}`).join(', ')}.`,
  }),
  spec: settings,
  open,
});
