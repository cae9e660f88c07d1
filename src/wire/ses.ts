/** Holds the shapes of Amazon SES, version 1 (Query API, 2010-12-01): forms in, XML out. */

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** Beyond this many recipients a message is refused. Source: Amazon SES Developer Guide, "Service quotas". */
export const recipientsMax = 50;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
/** What XML 1.0 doesn't allow even escaped becomes U+FFFD. */
const xml = (text: string): string => text.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD').replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Source: Amazon SES API Reference, "SendEmail", sample response. */
export const sentXml = (action: string, messageId: string, requestId: string): string =>
  `<${action}Response xmlns="${namespace}"><${action}Result><MessageId>${xml(messageId)}</MessageId></${action}Result><ResponseMetadata><RequestId>${xml(requestId)}</RequestId></ResponseMetadata></${action}Response>`;

export interface SesError {
  readonly status: number;
  readonly type: 'Sender' | 'Receiver';
  readonly code: string;
  readonly message: string;
}

/** Source: Amazon SES API Reference, "Common Errors" and the errors of SendEmail. */
export const sesErrors = {
  missingToken: { status: 403, type: 'Sender', code: 'MissingAuthenticationToken', message: 'Missing Authentication Token' },
  invalidToken: { status: 403, type: 'Sender', code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' },
  throttling: { status: 400, type: 'Sender', code: 'Throttling', message: 'Maximum sending rate exceeded.' },
  unavailable: { status: 503, type: 'Receiver', code: 'ServiceUnavailable', message: 'Service is unavailable due to temporary failure of the server.' },
} as const satisfies Readonly<Record<string, SesError>>;

const sender = (code: string, message: string): SesError => ({ status: 400, type: 'Sender', code, message });
export const invalidAction = (action: string): SesError => (action === '' ? sender('MissingAction', 'The request is missing an action or a required parameter.') : sender('InvalidAction', `Could not find operation ${action} for version 2010-12-01`));
export const nullAt = (member: string): SesError => sender('ValidationError', `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`);
export const invalidValue = (message: string): SesError => sender('InvalidParameterValue', message);
export const notVerified = (identity: string): SesError => sender('MessageRejected', `Email address is not verified. The following identities failed the check in region US-EAST-1: ${identity}`);

export const errorXml = ({ type, code, message }: SesError, requestId: string): string =>
  `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${xml(code)}</Code><Message>${xml(message)}</Message></Error><RequestId>${xml(requestId)}</RequestId></ErrorResponse>`;

/** A list in a form: `Destination.ToAddresses.member.1`, and so on from 1. */
function membersOf(form: URLSearchParams, name: string): readonly string[] {
  const members: string[] = [];
  for (let at = 1; ; at++) {
    const member = form.get(`${name}.member.${at}`);
    if (member === null) return members;
    members.push(member);
  }
}

export interface SesMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
}

/** What `SendEmail` asks for; otherwise the error that is its answer. */
export function sendEmailOf(form: URLSearchParams): SesMail | SesError {
  const missing = ['Source', 'Message.Subject.Data'].find((name) => form.get(name) === null);
  if (missing !== undefined) return nullAt(missing.split('.').map((part) => part.charAt(0).toLowerCase() + part.slice(1)).join('.'));
  const text = form.get('Message.Body.Text.Data') ?? undefined;
  const html = form.get('Message.Body.Html.Data') ?? undefined;
  if (text === undefined && html === undefined) return nullAt('message.body');
  return { from: form.get('Source') ?? '', to: ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((name) => membersOf(form, `Destination.${name}`)), subject: form.get('Message.Subject.Data') ?? '', text, html };
}

/** What `SendRawEmail` asks for: a whole message; without destinations it goes to those in its head. */
export function sendRawEmailOf(form: URLSearchParams): { readonly raw: Uint8Array; readonly from: string; readonly to: readonly string[] } | SesError {
  const data = form.get('RawMessage.Data');
  if (data === null) return nullAt('rawMessage.data');
  return { raw: Buffer.from(data, 'base64'), from: form.get('Source') ?? '', to: membersOf(form, 'Destinations') };
}
