/** Holds PagerDuty's webhooks v3: who took an incident, as PagerDuty tells it, under its signature. */
import type { Inbound, Outbound } from '../../../ports/inbound.ts';
import { pagerdutyWebhook, signaturesIn, type PagerdutyWebhook } from '../../../wire/pagerduty.ts';
import { isSigned } from '../../../wire/signed.ts';
import { cut, labelsOf } from '../../labels.ts';
import { readJson, refuser } from '../../reading.ts';
import { json, type ReceiverDesk } from '../../receiver.ts';
import { fingerprintOfKey, labelsOfIncident } from './labels.ts';

/** PagerDuty sends again what was not answered in time, for at most a day; the oldest ids are forgotten. */
const idsMax = 10_000;
/** What PagerDuty says happened longer ago, or later than now, is taken for a clock that is off. */
const lateMsMax = 24 * 3_600_000;

/** A webhook may be sent again minutes later: its own time counts, unless that can't be. */
function momentOf(occurredAt: string, nowMs: number): number {
  const saidMs = Date.parse(occurredAt);
  return saidMs <= nowMs && nowMs - saidMs <= lateMsMax ? saidMs : nowMs;
}

/** People are users; services, integrations, workflows and rules are automation, and so is nobody. */
const actorOf = ({ agent }: PagerdutyWebhook) => (agent?.type.startsWith('user') === true ? 'person' : 'automation');

export function pagerdutyWebhooks(desk: ReceiverDesk): (request: Inbound) => Promise<Outbound> {
  const { clock, hear, secret } = desk;
  const refuse = refuser(desk, 'pagerduty');
  const known = new Set<string>();
  const isNew = (id: string): boolean => {
    if (known.has(id)) return false;
    known.add(id);
    if (known.size > idsMax) known.delete(known.values().next().value ?? '');
    return true;
  };

  const put = (event: PagerdutyWebhook): void => {
    const { data, event_type: type, agent } = event;
    const atMs = momentOf(event.occurred_at, clock.now());
    const title = data.title ?? data.service?.summary ?? type;
    if (type === 'incident.acknowledged') {
      const detail = `${agent?.summary ?? agent?.type ?? 'nobody'} took incident ${data.number ?? data.id ?? ''}: ${title}`;
      hear('milestone.reached', { atMs, milestone: 'acknowledged', role: 'monitoring', source: 'observed', actor: actorOf(event), detail: cut(detail), rung: 'acknowledged' });
      return;
    }
    // Whatever else is told of an incident shows that it is open. What is told of services, and a ping, tells nothing of the world, as a watchdog does.
    const isIncident = event.resource_type === 'incident' && type.startsWith('incident.');
    const labels = isIncident ? labelsOfIncident(event) : labelsOf({ alertname: type, severity: 'none' });
    const key = isIncident ? (data.incident_key ?? data.id ?? event.id) : type;
    hear('alert.heard', { atMs, receiver: 'pagerduty', status: type === 'incident.resolved' ? 'resolved' : 'firing', labels, annotations: { summary: cut(title) }, startsAtMs: atMs, fingerprint: fingerprintOfKey(key), rung: 'accepted' });
  };

  return async ({ method, headers, body }) => {
    if (method !== 'POST') return refuse(json(405, { error: 'method not allowed' }, { allow: 'POST' }), `expected POST, got ${method}`);
    const signatures = signaturesIn(headers['x-pagerduty-signature'] ?? '');
    if (!(await isSigned(body, secret, signatures))) return refuse(json(401, { error: 'the signature is wrong' }), `expected X-PagerDuty-Signature with the secret of the webhook subscription, got ${signatures.length === 0 ? 'none' : 'a wrong one'}`);
    const read = readJson(pagerdutyWebhook, body);
    if ('wrong' in read) return refuse(json(400, { error: read.wrong }), `expected PagerDuty's webhook, version 3, got ${read.wrong}`);
    if (isNew(read.value.event.id)) put(read.value.event);
    return json(200, { status: 'ok' });
  };
}
