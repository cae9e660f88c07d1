/** Holds what PagerDuty is told and tells: events and change events (version 2), webhooks (version 3), and the words of its refusals. */
import { z } from 'zod';

const missing = (name: string) => `'${name}' is missing or blank`;
const filled = (name: string) => z.string({ error: missing(name) }).regex(/\S/, { error: missing(name) });
const text = z.string().nullish();

const routingKey = z.string({ error: missing('routing_key') }).length(32, { error: "Length of 'routing_key' is incorrect (should be 32 characters)" });
const dedupKeyMax = 255;
const tooLongKey = "Length of 'dedup_key' is incorrect (should be at most 255 characters)";

const trigger = z.looseObject({
  event_action: z.literal('trigger'),
  routing_key: routingKey,
  dedup_key: z.string().max(dedupKeyMax, { error: tooLongKey }).nullish(),
  payload: z.looseObject(
    {
      summary: filled('payload.summary'),
      source: filled('payload.source'),
      severity: z.enum(['critical', 'warning', 'error', 'info'], { error: "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')" }),
      timestamp: text,
      component: text,
      group: text,
      class: text,
      custom_details: z.unknown().optional(),
    },
    { error: missing('payload') },
  ),
  client: text,
  client_url: text,
});

const followUp = z.looseObject({ event_action: z.enum(['acknowledge', 'resolve']), routing_key: routingKey, dedup_key: filled('dedup_key').max(dedupKeyMax, { error: tooLongKey }) });

/** Source: PagerDuty's developer documentation, "Send an Alert Event" (Events API v2). The messages of its issues are PagerDuty's. */
export const pagerdutyEvent = z.discriminatedUnion('event_action', [trigger, followUp], { error: "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')" });
export type PagerdutyTrigger = z.output<typeof trigger>;
export type PagerdutyEvent = z.output<typeof pagerdutyEvent>;

/** Source: PagerDuty's developer documentation, "Send a Change Event". */
export const pagerdutyChange = z.looseObject({
  routing_key: routingKey,
  payload: z.looseObject({ summary: filled('payload.summary'), source: text, timestamp: text, custom_details: z.unknown().optional() }, { error: missing('payload') }),
});

/** Larger events are refused with 413. Source: the same, "Size limits" (512 KB). */
export const eventBytesMax = 512 * 1024;

/** Source: the same, "Response codes and retry logic". */
export const refusals = {
  invalid: (errors: readonly string[]) => ({ status: 'invalid event', message: 'Event object is invalid', errors }),
  unreadable: { status: 'Unrecognized object', message: 'Event object format is unrecognized', errors: ['JSON parse error'] },
  throttled: { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.  Please retry later.', errors: ['Enhance Your Calm.'] },
} as const;

const reference = z.looseObject({ id: z.string(), type: z.string(), summary: text });

/** `data` is an incident, a service or the test message of `pagey.ping`. Source: PagerDuty's developer documentation, "Webhooks v3", payload. */
export const pagerdutyWebhook = z.looseObject({
  event: z.looseObject({
    id: z.string().min(1).max(200),
    event_type: z.string().max(200),
    resource_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }),
    agent: reference.nullish(),
    data: z.looseObject({
      id: text,
      number: z.number().nullish(),
      title: text,
      incident_key: text,
      urgency: text,
      service: reference.nullish(),
      priority: reference.nullish(),
      incident: reference.nullish(),
    }),
  }),
});
export type PagerdutyWebhook = z.output<typeof pagerdutyWebhook>['event'];

/** The signatures in `X-PagerDuty-Signature`: several while a secret is being changed. Source: the same, "Verifying signatures". */
export const signaturesIn = (header: string): readonly string[] => header.split(',').flatMap((part) => /^v1=(.+)$/.exec(part.trim())?.slice(1) ?? []);
