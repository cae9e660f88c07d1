/** Holds the shapes of SendGrid's API, version 3: `/v3/mail/send`, its errors, and the events that it posts. */
import { z } from 'zod';

const address = z.looseObject({ email: z.string(), name: z.string().optional() });
const addresses = z.array(address);

/** Source: SendGrid, "Mail Send" (`POST /v3/mail/send`), the fields that a message needs. */
export const sendgridMail = z.looseObject({
  personalizations: z.array(z.looseObject({ to: addresses, cc: addresses.optional(), bcc: addresses.optional(), subject: z.string().optional() })).min(1),
  from: address,
  subject: z.string().optional(),
  content: z.array(z.looseObject({ type: z.string(), value: z.string() })).optional(),
  template_id: z.string().optional(),
  mail_settings: z.looseObject({ sandbox_mode: z.looseObject({ enable: z.boolean().optional() }).optional() }).optional(),
});
export type SendgridMail = z.output<typeof sendgridMail>;

/** Source: the same page, "Limitations": no more recipients in one request. */
export const recipientsMax = 1000;

export interface SendgridError {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

/** Source: SendGrid, "Mail Send Errors" and "v3 API responses". */
export const problem = (message: string, field: string | null = null): SendgridError => ({ message, field, help: field === null ? null : `http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.${field.replace(/\.\d+/g, '')}` });

const required: Readonly<Record<string, string>> = {
  personalizations: 'The personalizations field is required and must have at least one personalization.',
  from: 'The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.  e.g. {"email" : "example@example.com"}  or {"email" : "example@example.com", "name" : "Example Recipient"}.',
};

/** What the vendor says where a message doesn't have its shape; `at` is the path of the first field that is wrong. */
export const shapeProblem = (at = ''): SendgridError => (at === '' ? problem('Bad Request') : problem(required[at.split('.')[0] ?? ''] ?? `The ${at} value is not of the expected type.`, at));

/** What is still wrong with one that has it. */
export function contentProblem({ personalizations, subject, content, template_id: template }: SendgridMail): SendgridError | undefined {
  const empty = personalizations.findIndex(({ to }) => to.length === 0);
  if (empty >= 0) return problem('The to array is required for all personalization objects, and must have at least one email object with a valid email address.', `personalizations.${empty}.to`);
  if (template !== undefined) return undefined;
  if ((subject ?? '') === '' && personalizations.some((one) => (one.subject ?? '') === '')) return problem("The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.", 'subject');
  if (content === undefined || content.length === 0) return problem('Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block. We typically suggest both text/plain and text/html blocks are included, but only one block is required.', 'content');
  const blank = content.findIndex(({ value }) => value === '');
  return blank >= 0 ? problem('The content value must be a string at least one character in length.', `content.${blank}.value`) : undefined;
}

/** Where events go and which. Source: SendGrid, "Event Webhook settings" (`/v3/user/webhooks/event/settings`). */
export const eventSettings = z.looseObject({ enabled: z.boolean().optional(), url: z.url({ protocol: /^https?$/ }).optional(), delivered: z.boolean().optional(), bounce: z.boolean().optional(), dropped: z.boolean().optional(), processed: z.boolean().optional() });

export type SendgridEvent = 'processed' | 'delivered' | 'bounce' | 'dropped';
/** Source: SendGrid, "Event Webhook reference", examples of each event. */
export const eventDetails: Readonly<Record<SendgridEvent, Readonly<Record<string, string>>>> = {
  processed: {},
  delivered: { response: '250 OK' },
  bounce: { reason: '550 5.1.1 The email account that you tried to reach does not exist', status: '5.1.1', type: 'bounce' },
  dropped: { reason: 'Bounced Address', status: '5.0.0' },
};
