/** Holds the receiver `alertmanager`: takes Alertmanager's webhook (version 4) and puts down each alert that it carries. */
import { alertmanagerWebhook } from '../../wire/alertmanager.ts';
import { readJson, refuser } from '../reading.ts';
import { plain, type Receiver } from '../receiver.ts';

export const alertmanager: Receiver = {
  kind: 'alertmanager',
  summary: "takes Alertmanager's webhook: point a webhook_config's url here",
  settings: ({ url }) => ({
    tap: `route:\n  routes:\n    - receiver: gameday\n      continue: true\nreceivers:\n  - name: gameday\n    webhook_configs:\n      - url: ${url}\n        send_resolved: true`,
  }),
  open: (desk) => {
    const { clock, hear } = desk;
    const refused = refuser(desk, 'alertmanager');
    const refuse = (status: number, why: string) => refused(plain(status, why), why);
    return {
      answer: async ({ method, body }) => {
        if (method !== 'POST') return refuse(405, `expected POST, got ${method}`);
        const read = readJson(alertmanagerWebhook, body);
        if ('wrong' in read) return refuse(400, `expected Alertmanager's webhook, version 4, got ${read.wrong}`);
        for (const { status, labels, annotations, startsAt, fingerprint } of read.value.alerts) {
          hear('alert.heard', { atMs: clock.now(), receiver: 'alertmanager', status, labels, annotations, startsAtMs: Date.parse(startsAt), fingerprint, rung: 'accepted' });
        }
        return plain(200, 'ok');
      },
    };
  },
};
