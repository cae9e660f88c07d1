/** Holds the webhook that Grafana's alerting sends (payload version 1): Alertmanager's shape with Grafana's own beside it. */
import { z } from 'zod';
import { alertmanagerAlert } from './alertmanager.ts';

const texts = z.record(z.string(), z.string());

/** `values` are those of the rule's expressions; one that is no number is null. */
const grafanaAlert = alertmanagerAlert.extend({
  values: z.record(z.string(), z.number().nullable()).nullish(),
  silenceURL: z.string().optional(),
  dashboardURL: z.string().optional(),
  panelURL: z.string().optional(),
  imageURL: z.string().optional(),
});

/** Source: Grafana's documentation, "Configure the webhook notifier for Alerting", body of the request. */
export const grafanaWebhook = z.looseObject({
  version: z.literal('1'),
  groupKey: z.string(),
  truncatedAlerts: z.number().int().nonnegative().optional(),
  status: z.enum(['firing', 'resolved']),
  receiver: z.string(),
  orgId: z.number().int(),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: z.string(),
  title: z.string().optional(),
  state: z.string().optional(),
  message: z.string().optional(),
  alerts: z.array(grafanaAlert),
});
