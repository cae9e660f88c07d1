/** Holds the receiver `datadog`: takes the notifications of monitors by the webhooks integration, and events by the API (version 1). */
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { fingerprintOf } from '../../wire/alertmanager.ts';
import { datadogErrors, datadogEvent, datadogPayload, datadogWebhook, partsOfTitle, type DatadogEvent, type DatadogWebhook } from '../../wire/datadog.ts';
import { cut, labelsOf, labelsOfTags } from '../labels.ts';
import { idFrom } from '../ids.ts';
import { partsOf, readJson, refuser, wrongCredential } from '../reading.ts';
import { json, type Receiver, type ReceiverDesk } from '../receiver.ts';

/** Warn and No Data fire too: somebody was notified. Source: Datadog's documentation, "Webhooks", `$ALERT_TRANSITION`. */
const isOver = (transition: string): boolean => /^(?:recovered|resolved|ok)/i.test(transition);

/** `tags` as `name:value`; `alertname` is the monitor's name; `severity` where no tag says one is its priority, such as *P1*. */
function alertOf(given: DatadogWebhook) {
  const title = partsOfTitle(given.title);
  const name = given.alert_title ? partsOfTitle(given.alert_title).name : title.name;
  const labels = labelsOf({ alertname: name, severity: given.alert_priority, host: given.hostname, monitor_id: given.alert_id, ...labelsOfTags((given.tags ?? '').split(',')) });
  const status: 'firing' | 'resolved' = isOver(given.alert_transition || title.transition) ? 'resolved' : 'firing';
  // The key of the cycle names one alert from its beginning to its end; without it the labels do.
  const key = given.alert_cycle_key ?? given.aggreg_key;
  return { labels, status, fingerprint: fingerprintOf(key ? { datadog: String(key) } : labels) };
}

/** An event that is neither an error nor a warning, nor ends one, raises no alarm: like a watchdog it tells nothing of the world. */
const severities: Readonly<Record<DatadogEvent['alert_type'], string>> = { error: 'error', warning: 'warning', success: 'error', info: 'none', user_update: 'none', recommendation: 'none', snapshot: 'none' };

function open(desk: ReceiverDesk) {
  const { clock, random, hear } = desk;
  const refuse = refuser(desk, 'datadog');

  const webhook = (request: Inbound): Outbound => {
    if (request.method !== 'POST') return refuse(json(405, datadogErrors('Method not allowed'), { allow: 'POST' }), `expected POST, got ${request.method}`);
    const read = readJson(datadogWebhook, request.body);
    if ('wrong' in read) return refuse(json(400, datadogErrors(read.wrong)), `expected the payload of Datadog's webhooks integration, got ${read.wrong}`);
    const atMs = clock.now();
    const saidMs = Number(read.value.date ?? NaN);
    hear('alert.heard', { atMs, receiver: 'datadog', ...alertOf(read.value), annotations: labelsOf({ summary: read.value.title, description: read.value.body }), startsAtMs: Number.isFinite(saidMs) ? saidMs : atMs, rung: 'accepted' });
    return json(200, { status: 'ok' });
  };

  const event = (request: Inbound): Outbound => {
    const read = readJson(datadogEvent, request.body);
    if ('wrong' in read) return refuse(json(400, datadogErrors(`Invalid event: ${read.wrong}`)), `expected an event of Datadog's API, version 1, got ${read.wrong}`);
    const { title, text, alert_type: type, tags, host, aggregation_key: key, date_happened: happenedS, priority } = read.value;
    const atMs = clock.now();
    const labels = labelsOf({ alertname: title, severity: severities[type], host, source: read.value.source_type_name, ...labelsOfTags(tags ?? []) });
    hear('alert.heard', { atMs, receiver: 'datadog', status: type === 'success' ? 'resolved' : 'firing', labels, annotations: labelsOf({ summary: title, description: text }), startsAtMs: (happenedS ?? atMs / 1000) * 1000, fingerprint: fingerprintOf(key ? { datadog: key } : labels), rung: 'accepted' });
    const id = Number(idFrom(random, 15, 'digits'));
    return json(202, { status: 'ok', event: { id, id_str: String(id), title: cut(title, 500), text: cut(text, 4000), date_happened: happenedS ?? Math.floor(atMs / 1000), handle: null, priority: priority ?? null, related_event_id: null, tags: tags ?? null, url: `${request.base}/event/event?id=${id}` } });
  };

  const api = (request: Inbound, way: string): Outbound => {
    const key = request.headers['dd-api-key'] ?? partsOf(request).query.get('api_key') ?? '';
    if (key === '') return refuse(json(401, datadogErrors('Unauthorized')), 'expected a key (DD-API-KEY), got none');
    if (key === wrongCredential) return refuse(json(403, datadogErrors('Forbidden')), 'expected a key (DD-API-KEY), got a wrong one');
    if (way === 'v1/validate' && request.method === 'GET') return json(200, { valid: true });
    if (way === 'v1/events' && request.method === 'POST') return event(request);
    return refuse(json(404, datadogErrors('Not found')), `expected POST /api/v1/events, got ${request.method} /api/${way.slice(0, 200)}`);
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const [first, ...rest] = partsOf(request).parts;
      if (first === 'api') return api(request, rest.join('/'));
      return first === undefined || (first === 'webhook' && rest.length === 0) ? webhook(request) : refuse(json(404, datadogErrors('Not found')), `expected the webhook at the receiver's own URL or /api/v1/events, got ${request.path.slice(0, 200)}`);
    },
  };
}

export const datadog: Receiver = {
  kind: 'datadog',
  summary: "takes the notifications of Datadog's monitors by its webhooks integration, and events by its API (version 1)",
  settings: ({ url }) => ({
    tap: `# Integrations, Webhooks, New: name gameday, this URL, and this payload; then add @webhook-gameday to the message of a monitor.\n${url}\n${JSON.stringify(datadogPayload)}`,
    replace: `# Any key will do. In the SDK: configuration.setServerVariables does not reach it; give a server of your own: new BaseServerConfiguration('${url}', {}).\nDD_URL=${url}\nDD_API_KEY=any`,
  }),
  open,
};
