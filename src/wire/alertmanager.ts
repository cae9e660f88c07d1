/** Holds the webhook that Alertmanager sends (payload version 4): its schema, its type, and the fingerprint of a set of labels. */
import { z } from 'zod';

const texts = z.record(z.string(), z.string());

/** One alert in the webhook. `endsAt` of a firing alert is the zero time, `0001-01-01T00:00:00Z`. */
export const alertmanagerAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts,
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  generatorURL: z.string(),
  fingerprint: z.string(),
});

/**
 * The whole webhook: one group of alerts. Unknown keys are let through, since senders add their own.
 * Source: Alertmanager's documentation, "Webhook configuration" (`<webhook_config>`), version "4".
 */
export const alertmanagerWebhook = z.looseObject({
  version: z.literal('4'),
  groupKey: z.string(),
  truncatedAlerts: z.number().int().nonnegative().optional(),
  status: z.enum(['firing', 'resolved']),
  receiver: z.string(),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: z.string(),
  alerts: z.array(alertmanagerAlert),
});

export type AlertmanagerAlert = z.output<typeof alertmanagerAlert>;
export type AlertmanagerWebhook = z.output<typeof alertmanagerWebhook>;

/** What Alertmanager writes where a time is unknown: an alert that still fires has no end. */
export const zeroTime = '0001-01-01T00:00:00Z';

const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;
const separator = 0xff;

/** Sixteen hexadecimal digits that name a set of labels: 64-bit FNV-1a over sorted names and values, as Prometheus computes it. */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const names = Object.keys(labels).sort();
  const bytes = names.flatMap((name) => [...Buffer.from(name), separator, ...Buffer.from(labels[name] ?? ''), separator]);
  const hash = bytes.reduce((sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * prime), offset);
  return hash.toString(16).padStart(16, '0');
}
