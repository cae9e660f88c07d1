/** Holds the receiver `alertmanager`: takes Alertmanager's webhook (version 4) and puts down each alert that it carries. */
import { alertmanagerWebhook } from '../../wire/alertmanager.ts';
import { readJson } from '../reading.ts';
import { plain, type Receiver } from '../receiver.ts';

export const alertmanager: Receiver = {
  kind: 'alertmanager',
  summary: "takes Alertmanager's webhook: point a webhook_config's url here",
  settings: ({ url }) => ({
    tap: `route:\n  routes:\n    - receiver: gameday\n      continue: true\nreceivers:\n  - name: gameday\n    webhook_configs:\n      - url: ${url}\n        send_resolved: true`,
  }),
  open: ({ clock, hear }) => ({
    answer: async ({ method, body }) => {
      const refuse = (status: number, why: string) => {
        hear('receiver.refused', { atMs: clock.now(), receiver: 'alertmanager', status, why });
        return plain(status, why);
      };
      if (method !== 'POST') return refuse(405, `expected POST, got ${method}`);
      const heard = readJson(alertmanagerWebhook, body);
      if ('wrong' in heard) return refuse(400, `expected Alertmanager's webhook, version 4, got ${heard.wrong}`);
      for (const { status, labels, annotations, startsAt, fingerprint } of heard.value.alerts) {
        hear('alert.heard', { atMs: clock.now(), receiver: 'alertmanager', status, labels, annotations, startsAtMs: Date.parse(startsAt), fingerprint, rung: 'accepted' });
      }
      return plain(200, 'ok');
    },
  }),
};
