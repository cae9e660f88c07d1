/** Holds the receiver `alertmanager`: takes Alertmanager's webhook (version 4) and puts down each alert that it carries. */
import { alertmanagerWebhook } from '../../wire/alertmanager.ts';
import type { AlertmanagerWebhook } from '../../wire/alertmanager.ts';
import type { Outbound } from '../../ports/capabilities.ts';
import { reasonOf } from '../../problem.ts';
import type { Receiver } from '../receiver.ts';

const text = (status: number, body: string): Outbound => ({ status, body: `${body}\n`, contentType: 'text/plain; charset=utf-8' });

function read(body: Uint8Array): { readonly webhook: AlertmanagerWebhook } | { readonly wrong: string } {
  try {
    const { data, error } = alertmanagerWebhook.safeParse(JSON.parse(new TextDecoder().decode(body)));
    const issue = error?.issues[0];
    return data === undefined ? { wrong: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}` } : { webhook: data };
  } catch (error) {
    return { wrong: reasonOf(error) };
  }
}

export const alertmanager: Receiver = {
  kind: 'alertmanager',
  summary: "takes Alertmanager's webhook: point a webhook_config's url here",
  receive: async ({ method, body }, { clock, emit }) => {
    if (method !== 'POST') return text(405, `expected POST, got ${method}`);
    const heard = read(body);
    if ('wrong' in heard) return text(400, `expected Alertmanager's webhook, version 4, got ${heard.wrong}`);
    for (const { status, labels, annotations, startsAt, fingerprint } of heard.webhook.alerts) {
      emit('alert.heard', { atMs: clock.now(), receiver: 'alertmanager', status, labels, annotations, startsAtMs: Date.parse(startsAt), fingerprint });
    }
    return text(200, 'ok');
  },
};
