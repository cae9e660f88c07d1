/** Holds the list of receivers, by the path below the receivers' base URL. */
import { alertmanager } from './alertmanager.ts';
import { cloudflare } from './cloudflare.ts';
import { datadog } from './datadog.ts';
import { grafana } from './grafana.ts';
import { jira } from './jira.ts';
import { mail } from './mail.ts';
import { mastodon } from './mastodon.ts';
import { pagerduty } from './pagerduty.ts';
import { postmark } from './postmark.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';
import { slack } from './slack.ts';
import { statuspage } from './statuspage.ts';
import { twilio } from './twilio.ts';
import { webhook } from './webhook.ts';
import { x } from './x.ts';
import { zendesk } from './zendesk.ts';

export const receivers = {
  alertmanager,
  cloudflare,
  datadog,
  grafana,
  jira,
  mail,
  mastodon,
  pagerduty,
  postmark,
  sendgrid,
  ses,
  slack,
  statuspage,
  twilio,
  webhook,
  x,
  zendesk,
};
