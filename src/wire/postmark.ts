/** Holds the shapes of Postmark's API: `/email`, `/email/batch`, its errors, and the webhooks that it calls. */
import { z } from 'zod';

/** Source: Postmark Developer Documentation, "Email API", "Send a single email". */
export const postmarkMail = z.looseObject({
  From: z.string(),
  To: z.string().optional(),
  Cc: z.string().optional(),
  Bcc: z.string().optional(),
  Subject: z.string().optional(),
  TextBody: z.string().optional(),
  HtmlBody: z.string().optional(),
  Tag: z.string().optional(),
  Metadata: z.record(z.string(), z.string()).optional(),
  MessageStream: z.string().optional(),
});
export type PostmarkMail = z.output<typeof postmarkMail>;

/** Source: the same page, "Send batch emails", and "Email API": no more recipients in one message. */
export const batchMax = 500;
export const recipientsMax = 50;

export interface PostmarkError {
  readonly status: number;
  readonly ErrorCode: number;
  readonly Message: string;
}

const input = (ErrorCode: number, Message: string): PostmarkError => ({ status: 422, ErrorCode, Message });
/** Source: Postmark Developer Documentation, "API overview", "HTTP response codes" and "API error codes". */
export const postmarkErrors = {
  noToken: { status: 401, ErrorCode: 10, Message: 'No Account or Server API tokens were supplied in the HTTP headers. Please add a header for either X-Postmark-Server-Token or X-Postmark-Account-Token.' },
  wrongToken: { status: 401, ErrorCode: 10, Message: 'The Server Token you provided in the X-Postmark-Server-Token request header was invalid.' },
  notJson: { status: 415, ErrorCode: 0, Message: 'The request content-type was not application/json.' },
  notFound: { status: 404, ErrorCode: 0, Message: 'The requested resource was not found.' },
  wrongMethod: { status: 405, ErrorCode: 0, Message: 'The requested resource does not support this HTTP method.' },
  broken: input(402, 'Invalid JSON: the request did not contain valid JSON data.'),
  noRecipients: input(300, 'Zero recipients specified.'),
  tooMany: input(300, `Error parsing 'To': Recipient limit reached. Maximum ${recipientsMax} recipients allowed.`),
  noBody: input(300, 'Provide either email TextBody or HtmlBody or both.'),
  batchTooLong: input(410, `A batch may contain at most ${batchMax} messages.`),
  noUrl: input(1300, 'The webhook URL is missing or not valid.'),
  limited: { status: 429, ErrorCode: 429, Message: 'Too many requests. Slow down and try again.' },
  unavailable: { status: 503, ErrorCode: 100, Message: 'The Postmark API is offline for maintenance.' },
} as const satisfies Readonly<Record<string, PostmarkError>>;

export const wrongField = (field = '', got = 'not understood'): PostmarkError => input(300, `Invalid '${field}': ${got}`);
export const wrongAddress = (field: string, address: string): PostmarkError => input(300, `Invalid '${field}' address: '${address}'.`);
export const noSignature = (address: string): PostmarkError => input(400, `The 'From' address you supplied (${address}) is not a Sender Signature on your account. Please add and confirm this address in order to be able to use it in the 'From' field of your messages.`);
/** In the words from which the SDK reads the addresses. */
export const inactive = (addresses: readonly string[]): PostmarkError => input(406, `You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: ${addresses.join(', ')}. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.`);

/** `gone` are those of its recipients that bounced before, in the words of the vendor. */
export const sent = ({ To = '', Cc, Bcc }: PostmarkMail, id: string, at: string, gone: readonly string[]): object => ({
  To, ...(Cc !== undefined && { Cc }), ...(Bcc !== undefined && { Bcc }), SubmittedAt: at, MessageID: id, Message: gone.length === 0 ? 'OK' : `Message OK, but will not deliver to these inactive addresses: ${gone.join(', ')}.`,
});

const toggled = z.looseObject({ Enabled: z.boolean() });
/** Source: Postmark Developer Documentation, "Webhooks API", "Create a webhook". */
export const postmarkWebhook = z.looseObject({ Url: z.url({ protocol: /^https?$/ }), Triggers: z.looseObject({ Delivery: toggled.optional(), Bounce: toggled.optional() }).optional() });
export type PostmarkWebhook = z.output<typeof postmarkWebhook>;

export interface PostmarkFate {
  readonly mail: PostmarkMail;
  readonly id: string;
  readonly to: string;
  readonly at: string;
}

const common = ({ mail, id }: PostmarkFate) => ({ MessageID: id, ServerID: 1, MessageStream: mail.MessageStream ?? 'outbound', Tag: mail.Tag ?? '', Metadata: mail.Metadata ?? {} });

/** Source: Postmark Developer Documentation, "Delivery webhook". */
export const deliveryCall = (fate: PostmarkFate): object => ({ RecordType: 'Delivery', ...common(fate), Recipient: fate.to, DeliveredAt: fate.at, Details: 'smtp;250 2.0.0 OK' });

/** Source: Postmark Developer Documentation, "Bounce webhook". */
export const bounceCall = (fate: PostmarkFate, bounceId: number): object => ({
  RecordType: 'Bounce', ...common(fate), ID: bounceId, Type: 'HardBounce', TypeCode: 1, Name: 'Hard bounce',
  Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).', Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist',
  Email: fate.to, From: fate.mail.From, BouncedAt: fate.at, DumpAvailable: false, Inactive: true, CanActivate: true, Subject: fate.mail.Subject ?? '', Content: '',
});
