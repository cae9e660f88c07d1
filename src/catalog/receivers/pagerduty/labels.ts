/** Holds which labels an alert has that came by way of PagerDuty, so that it can be the right one. */
import { fingerprintOf } from '../../../wire/alertmanager.ts';
import type { PagerdutyTrigger, PagerdutyWebhook } from '../../../wire/pagerduty.ts';
import { labelsOf } from '../../labels.ts';

/** The same incident by way of events and of webhooks: PagerDuty calls an event's `dedup_key` an incident's `incident_key`. */
export const fingerprintOfKey = (key: string): string => fingerprintOf({ dedup_key: key });

/** Alertmanager lists each alert's labels as ` - name = value` in a text of its default template; those that all of them have are the event's. */
function labelsInText(text: string): Readonly<Record<string, string>> {
  const alerts = text.split(/^Labels:$/m).slice(1).map((part) => {
    const [labels = ''] = part.split(/^Annotations:$/m);
    return Object.fromEntries([...labels.matchAll(/^ - ([^=\n]+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
  });
  return Object.fromEntries(Object.entries(alerts[0] ?? {}).filter(([name, value]) => alerts.every((one) => one[name] === value)));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * `severity`, `source`, `component`, `group`, `class` as they are; each text or number among `custom_details`; the labels that Alertmanager lists there. `alertname`
 * is Alertmanager's, else the detail of that name, else the event's class, else its summary.
 */
export function labelsOfEvent({ payload }: Pick<PagerdutyTrigger, 'payload'>): Record<string, string> {
  const { summary, source, severity, component, group } = payload;
  const details = isRecord(payload.custom_details) ? payload.custom_details : {};
  const { firing = '', resolved = '', ...rest } = details;
  const listed = labelsInText(String(firing).trim() === '' ? String(resolved) : String(firing));
  return labelsOf({ alertname: payload.class ?? summary, severity, source, component, group, class: payload.class, ...rest, ...listed });
}

/** `alertname` is the incident's title, `service` PagerDuty's name of the service; `urgency` and `priority` as they are. */
export const labelsOfIncident = ({ data }: Pick<PagerdutyWebhook, 'data'>): Record<string, string> =>
  labelsOf({ alertname: data.title ?? '', service: data.service?.summary, urgency: data.urgency, priority: data.priority?.summary });
