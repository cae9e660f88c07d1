/** Holds the receiver `grafana`: takes the webhook of Grafana's alerting (version 1) and puts down each alert that it carries, with Grafana's own labels. */
import { grafanaWebhook } from '../../wire/grafana.ts';
import { readJson, refuser } from '../reading.ts';
import { json, type Receiver } from '../receiver.ts';

export const grafana: Receiver = {
  kind: 'grafana',
  summary: "takes the webhook of Grafana's alerting: point a contact point of type Webhook here",
  settings: ({ url }) => ({
    tap: `apiVersion: 1\ncontactPoints:\n  - orgId: 1\n    name: gameday\n    receivers:\n      - uid: gameday\n        type: webhook\n        settings: { url: ${url}, httpMethod: POST }\n# and, first among the routes of the notification policy (provisioning replaces the whole tree, so add it to yours):\n#   - receiver: gameday\n#     continue: true`,
  }),
  open: (desk) => {
    const { clock, hear } = desk;
    const refused = refuser(desk, 'grafana');
    const refuse = (status: number, why: string) => refused(json(status, { message: why }), why);
    return {
      answer: async ({ method, body }) => {
        // A contact point may be set to PUT.
        if (method !== 'POST' && method !== 'PUT') return refuse(405, `expected POST or PUT, got ${method}`);
        const read = readJson(grafanaWebhook, body);
        if ('wrong' in read) return refuse(400, `expected Grafana's webhook, version 1, got ${read.wrong}`);
        for (const { status, labels, annotations, startsAt, fingerprint } of read.value.alerts) {
          hear('alert.heard', { atMs: clock.now(), receiver: 'grafana', status, labels, annotations, startsAtMs: Date.parse(startsAt), fingerprint, rung: 'accepted' });
        }
        return json(200, { status: 'ok' });
      },
    };
  },
};
