/** Holds the receiver `pagerduty`: takes what monitoring sends to PagerDuty's Events API v2, and what PagerDuty tells by its webhooks v3. */
import { z } from 'zod';
import type { Outbound } from '../../ports/inbound.ts';
import { partsOf, refuser } from '../reading.ts';
import { json, receiver } from '../receiver.ts';
import { pagerdutyEvents } from './pagerduty/events.ts';
import { pagerdutyWebhooks } from './pagerduty/webhooks.ts';

const spec = z.strictObject({
  perMinuteMax: z.int().positive().default(1_000_000).describe('events in a minute with one routing key; the rest is answered with 429, as PagerDuty does when it throttles'),
});

export const pagerduty = receiver({
  kind: 'pagerduty',
  summary: "takes PagerDuty's events (API v2) and webhooks (v3): who was alerted, and whether a person or an automation acknowledged",
  spec,
  settings: ({ url, secret }) => ({
    tap: `# Integrations, Generic Webhooks (v3), New Webhook: URL, and the incident events. PagerDuty shows its secret once; give it as GAMEDAY_SECRET_PAGERDUTY.\nPAGERDUTY_WEBHOOK_URL=${url}/webhooks/v3`,
    replace: `# Alertmanager; any routing key of 32 characters will do\nglobal:\n  pagerduty_url: ${url}/v2/enqueue`,
    secret,
  }),
  open: (desk, { perMinuteMax }) => {
    const events = pagerdutyEvents(desk, perMinuteMax);
    const webhooks = pagerdutyWebhooks(desk);
    const refuse = refuser(desk, 'pagerduty');
    return {
      answer: async (request): Promise<Outbound> => {
        const way = partsOf(request).parts.join('/');
        if (way === 'v2/enqueue') return events(request, 'event');
        if (way === 'v2/change/enqueue') return events(request, 'change');
        if (way === 'webhooks/v3') return webhooks(request);
        return refuse(json(404, { error: { message: 'Not Found', code: 2100 } }), `expected /v2/enqueue, /v2/change/enqueue or /webhooks/v3, got /${way.slice(0, 200)}`);
      },
    };
  },
});
