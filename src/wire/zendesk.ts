/** Holds the shapes of Zendesk's Ticketing API, version 2: tickets, requests, comments and errors. */
import { z } from 'zod';

const via = z.looseObject({ channel: z.union([z.string(), z.number()]) });
/** Source: Zendesk API Reference, "Ticket Comments", "JSON format". */
const comment = z.looseObject({ body: z.string().optional(), html_body: z.string().optional(), public: z.boolean().optional(), author_id: z.number().optional(), via: via.optional() });
const requester = z.looseObject({ name: z.string().optional(), email: z.string().optional() });
const ticket = z.looseObject({
  subject: z.string().nullish(),
  comment: comment.optional(),
  description: z.string().optional(),
  requester: requester.optional(),
  requester_id: z.number().optional(),
  external_id: z.string().nullish(),
  priority: z.string().nullish(),
  status: z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed']).optional(),
  tags: z.array(z.string()).optional(),
  via: via.optional(),
});
export type ZendeskTicket = z.output<typeof ticket>;
export type ZendeskComment = z.output<typeof comment>;

/** Source: Zendesk API Reference, "Tickets", "Create Ticket" and "Update Ticket". */
export const ticketBody = z.looseObject({ ticket });
/** Source: Zendesk API Reference, "Requests", "Create Request": what end users may send, without an account too. */
export const requestBody = z.looseObject({ request: ticket });

/** The author of what triggers and automations write. Source: Zendesk API Reference, "Ticket Audits", `author_id`. */
export const systemUser = -1;
/** Channels by which no person writes. Source: Zendesk API Reference, "Via object". */
export const systemChannels: ReadonlySet<string | number> = new Set(['rule', 'system', 'automation', 'trigger', 'sla', 'answer_bot']);

/** Source: Zendesk API Reference, "Introduction", "Errors", and answers of the API. */
export const zendeskErrors = {
  unknownUser: [401, { error: "Couldn't authenticate you" }],
  notFound: [404, { error: 'RecordNotFound', description: 'Not found' }],
  noRoute: [404, { error: { title: 'No route', message: 'The path is not known' } }],
  wrongMethod: [405, { error: 'MethodNotAllowed', description: 'Method not allowed' }],
  noTicket: [400, { error: { title: 'Invalid attribute', message: 'You passed an invalid value for the ticket attribute. Invalid parameter: ticket must be an object' } }],
  blank: [422, { error: 'RecordInvalid', description: 'Record validation errors', details: { base: [{ description: 'Description: cannot be blank', error: 'BlankValue' }] } }],
} as const;
export type ZendeskError = readonly [status: number, body: object];
/** Without a field, it was no JSON. */
export const invalidAt = (at = ''): ZendeskError => (at === '' ? [422, { error: 'Unprocessable Entity', message: 'Server could not parse JSON' }] : [422, { error: 'RecordInvalid', description: 'Record validation errors', details: { [at.replace(/^(?:ticket|request)\.?/, '') || 'base']: [{ description: `${at} is invalid`, error: 'InvalidValue' }] } }]);

export const bodyOf = ({ body, html_body: html }: ZendeskComment): string => body ?? html ?? '';
