/** Holds the watchman's notifications: alerts grouped by name, sent as Alertmanager sends them, after its waits and with its retries. */
import { type AlertmanagerAlert, type AlertmanagerWebhook, fingerprintOf, zeroTime } from '../../wire/alertmanager.ts';

/** What a rule says about one set of labels at one moment. */
export interface Verdict {
  readonly labels: Readonly<Record<string, string>> & { readonly alertname: string };
  readonly firing: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Group {
  readonly alerts: Map<string, AlertmanagerAlert>;
  /** When the next notification may leave; undefined while there is nothing to say. */
  dueMs: number | undefined;
  notifiedMs: number | undefined;
}

export interface NotifierSettings {
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly externalUrl: string;
}

export interface Notifier {
  hear(verdict: Verdict, nowMs: number): void;
  /** The payloads that are due; each is handed out until `sent` or `failed` is told. */
  due(nowMs: number): readonly { readonly payload: AlertmanagerWebhook; readonly sent: () => void; readonly failed: () => void }[];
  firing(): readonly AlertmanagerAlert[];
}

const retryMs = 1000;
const iso = (ms: number) => new Date(ms).toISOString();
const shared = (all: readonly Readonly<Record<string, string>>[]): Record<string, string> =>
  Object.fromEntries(Object.entries(all[0] ?? {}).filter(([name, value]) => all.every((one) => one[name] === value)));

export function createNotifier({ groupWaitMs, groupIntervalMs, externalUrl }: NotifierSettings): Notifier {
  const groups = new Map<string, Group>();

  const payloadOf = (alertname: string, alerts: readonly AlertmanagerAlert[]): AlertmanagerWebhook => ({
    version: '4',
    groupKey: `{}:{alertname="${alertname}"}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: 'webhook',
    groupLabels: { alertname },
    commonLabels: shared(alerts.map(({ labels }) => labels)),
    commonAnnotations: shared(alerts.map(({ annotations }) => annotations)),
    externalURL: externalUrl,
    alerts: [...alerts],
  });

  return {
    hear({ labels, firing, annotations }, nowMs) {
      const group = groups.get(labels.alertname) ?? { alerts: new Map(), dueMs: undefined, notifiedMs: undefined };
      const fingerprint = fingerprintOf(labels);
      const before = group.alerts.get(fingerprint);
      if ((before?.status === 'firing') === firing) return;
      groups.set(labels.alertname, group);
      const startsAt = firing || before === undefined ? iso(nowMs) : before.startsAt;
      group.alerts.set(fingerprint, { status: firing ? 'firing' : 'resolved', labels, annotations, startsAt, endsAt: firing ? zeroTime : iso(nowMs), generatorURL: `${externalUrl}/alerts`, fingerprint });
      const wait = group.notifiedMs === undefined ? groupWaitMs : Math.max(0, group.notifiedMs + groupIntervalMs - nowMs);
      group.dueMs ??= nowMs + wait;
    },
    due(nowMs) {
      return [...groups].flatMap(([alertname, group]) => {
        if (group.dueMs === undefined || group.dueMs > nowMs) return [];
        const told = [...group.alerts.values()];
        group.dueMs = undefined;
        const sent = () => {
          group.notifiedMs = nowMs;
          // A resolved alert is told once, then forgotten; one that fired again meanwhile stays.
          for (const alert of told) if (alert.status === 'resolved' && group.alerts.get(alert.fingerprint) === alert) group.alerts.delete(alert.fingerprint);
          if (group.alerts.size === 0) groups.delete(alertname);
        };
        const failed = () => {
          group.dueMs = nowMs + retryMs;
        };
        return [{ payload: payloadOf(alertname, told), sent, failed }];
      });
    },
    firing: () => [...groups.values()].flatMap(({ alerts }) => [...alerts.values()]).filter(({ status }) => status === 'firing'),
  };
}
