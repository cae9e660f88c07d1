/** Holds what Twilio's API (2010-04-01) takes, answers and calls back for calls and messages, and the errors by which it refuses. */
import { z } from 'zod';
import { hmacBase64 } from './hmac.ts';

export const apiVersion = '2010-04-01';

export interface TwilioError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** Source: Twilio, "Error and Warning Dictionary"; the texts as the API gives them. */
export const errors = {
  unauthenticated: { status: 401, code: 20_003, message: 'Authenticate' },
  noMethod: { status: 405, code: 20_004, message: 'Method not allowed' },
  tooMany: { status: 429, code: 20_429, message: 'Too Many Requests' },
  noTo: { status: 400, code: 21_201, message: "No 'To' number is specified" },
  noFrom: { status: 400, code: 21_213, message: "No 'From' number is specified" },
  notInProgress: { status: 400, code: 21_220, message: 'Call is not in-progress. Cannot redirect.' },
  noBody: { status: 400, code: 21_602, message: 'Message body is required.' },
  noMessageFrom: { status: 400, code: 21_603, message: "A 'From' phone number is required." },
  noMessageTo: { status: 400, code: 21_604, message: "A 'To' phone number is required." },
  longBody: { status: 400, code: 21_617, message: 'The concatenated message body exceeds the 1600 character limit.' },
} as const satisfies Record<string, TwilioError>;

export const notFound = (path: string): TwilioError => ({ status: 404, code: 20_404, message: `The requested resource ${path} was not found` });
export const badUrl = (name: 'Url' | 'StatusCallback', url: string): TwilioError =>
  name === 'Url' ? { status: 400, code: 21_205, message: url === '' ? 'Url parameter is required.' : `Url is not a valid URL: ${url}` } : { status: 400, code: 21_609, message: `The 'StatusCallback' URL ${url} is not a valid URL.` };

/** E.164. */
const isNumber = (text: string) => /^\+[1-9]\d{6,14}$/.test(text);
/** As a sender of messages there may also be a short code, or a name. */
const isSender = (text: string) => isNumber(text) || /^\d{3,6}$/.test(text) || /^(?=.*[A-Za-z])[\w &+-]{1,11}$/.test(text);

/** Numbers that are refused for a reason of their own. Source: Twilio, "Test Credentials", magic input. */
const magic: Readonly<Record<string, { readonly call: number; readonly message: number; readonly why: string }>> = {
  '+15005550001': { call: 21_217, message: 21_211, why: 'is not a valid phone number' },
  '+15005550002': { call: 21_214, message: 21_612, why: 'cannot be reached' },
  '+15005550003': { call: 21_215, message: 21_408, why: 'needs permissions that the account does not have' },
  '+15005550004': { call: 21_216, message: 21_610, why: 'is blocked or unsubscribed' },
  '+15005550009': { call: 0, message: 21_614, why: 'is not a mobile number' },
};

export function wrongTo(to: string, kind: 'call' | 'message'): TwilioError | undefined {
  if (!isNumber(to)) return { status: 400, code: 21_211, message: kind === 'call' ? `The phone number you are attempting to call, ${to}, is not valid.` : `The 'To' number ${to} is not a valid phone number.` };
  const code = magic[to]?.[kind];
  return code ? { status: 400, code, message: `The number ${to} ${magic[to]?.why ?? ''}.` } : undefined;
}
export function wrongFrom(from: string, kind: 'call' | 'message'): TwilioError | undefined {
  if (kind === 'call') return isNumber(from) ? undefined : { status: 400, code: 21_212, message: `The source phone number provided, ${from}, is not valid.` };
  return isSender(from) ? undefined : { status: 400, code: 21_212, message: `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.` };
}

export const errorBody = ({ status, code, message }: TwilioError) => ({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

/** Source: Twilio, "Call resource", StatusCallbackEvent. */
export const callEvents = ['initiated', 'ringing', 'answered', 'completed'] as const;
export type CallEvent = (typeof callEvents)[number];
export const callEnds = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const;
export type TwilioCallStatus = 'queued' | 'ringing' | 'in-progress' | (typeof callEnds)[number];
export type AnsweredBy = 'human' | 'machine_start' | 'machine_end_beep' | 'fax';

/** A form; what comes several times is a list only where the API has lists. */
export const callRequest = z.object({
  To: z.string().default(''), From: z.string().default(''), Url: z.string().optional(), Twiml: z.string().max(4000).optional(), Method: z.string().default('POST'), StatusCallback: z.string().optional(), StatusCallbackMethod: z.string().default('POST'),
  StatusCallbackEvent: z.array(z.string()).default([]), MachineDetection: z.string().optional(), Timeout: z.coerce.number().int().min(1).max(600).catch(60), SendDigits: z.string().optional(),
});
export type CallRequest = z.output<typeof callRequest>;

export const messageRequest = z.object({ To: z.string().default(''), From: z.string().default(''), MessagingServiceSid: z.string().optional(), Body: z.string().default(''), MediaUrl: z.array(z.string()).default([]), StatusCallback: z.string().optional() });
export type MessageRequest = z.output<typeof messageRequest>;

const lists: ReadonlySet<string> = new Set(['StatusCallbackEvent', 'MediaUrl']);

export function fieldsOf(form: URLSearchParams): Record<string, string | readonly string[]> {
  // Some clients write the events of a call as one text with blanks between them.
  return Object.fromEntries([...new Set(form.keys())].map((key) => [key, lists.has(key) ? form.getAll(key).flatMap((text) => text.split(' ')) : (form.get(key) ?? '')]));
}

/** RFC 2822, as all times of this API. */
export const timeText = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toUTCString().replace('GMT', '+0000'));

/** Source: Twilio, "Validating requests": the URL, and each parameter's name and value in order of the names. */
export const signature = (authToken: string, url: string, params: Readonly<Record<string, string>>): Promise<string> =>
  hmacBase64('SHA-1', authToken, url + Object.keys(params).sort().map((name) => `${name}${params[name] ?? ''}`).join(''));
