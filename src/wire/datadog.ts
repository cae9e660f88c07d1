/** Holds what Datadog tells by its webhooks integration, what its events API (version 1) is told, and its answers. */
import { z } from 'zod';

const text = z.string().nullish();
const some = z.union([z.string(), z.number()]).nullish();

/**
 * The payload is a template of whoever set the webhook up. These are the keys of Datadog's own, and beside them what gameday's adds from its variables. Dates are Unix
 * milliseconds as text. Source: Datadog's documentation, "Webhooks" (integration), usage and variables.
 */
export const datadogWebhook = z.looseObject({
  id: some,
  title: z.string().min(1),
  body: text,
  event_type: text,
  date: some,
  last_updated: some,
  org: z.looseObject({ id: some, name: text }).nullish(),
  alert_id: some,
  alert_title: text,
  alert_transition: text,
  alert_cycle_key: some,
  aggreg_key: some,
  alert_priority: text,
  hostname: text,
  tags: text,
});
export type DatadogWebhook = z.output<typeof datadogWebhook>;

/** A payload from which a right alert can be told: Datadog's own has neither tags nor the transition. */
export const datadogPayload = {
  id: '$ID',
  title: '$EVENT_TITLE',
  body: '$EVENT_MSG',
  event_type: '$EVENT_TYPE',
  date: '$DATE',
  last_updated: '$LAST_UPDATED',
  org: { id: '$ORG_ID', name: '$ORG_NAME' },
  alert_id: '$ALERT_ID',
  alert_title: '$ALERT_TITLE',
  alert_transition: '$ALERT_TRANSITION',
  alert_cycle_key: '$ALERT_CYCLE_KEY',
  aggreg_key: '$AGGREG_KEY',
  alert_priority: '$ALERT_PRIORITY',
  hostname: '$HOSTNAME',
  tags: '$TAGS',
} as const satisfies Partial<Record<keyof DatadogWebhook, unknown>>;

/** `[Triggered on {host:a}] [P1] Edge answers badly`: what a title begins with, and the monitor's name behind it. */
export function partsOfTitle(title: string): { readonly transition: string; readonly name: string } {
  const [, transition = '', name = title] = /^\[([A-Za-z- ]+?)(?: on \{[^}]*\})?\]\s*(?:\[P\d\]\s*)?(.*)$/s.exec(title) ?? [];
  return { transition, name: name === '' ? title : name };
}

/** Source: Datadog's API reference, "Post an event" (version 1). */
export const datadogEvent = z.looseObject({
  title: z.string().min(1),
  text: z.string(),
  alert_type: z.enum(['error', 'warning', 'info', 'success', 'user_update', 'recommendation', 'snapshot']).default('info'),
  aggregation_key: z.string().max(100).nullish(),
  date_happened: z.number().int().nonnegative().nullish(),
  priority: z.enum(['normal', 'low']).nullish(),
  host: text,
  device_name: text,
  source_type_name: text,
  tags: z.array(z.string()).nullish(),
});
export type DatadogEvent = z.output<typeof datadogEvent>;

/** Datadog says no in one way. */
export const datadogErrors = (...errors: readonly string[]) => ({ errors });
