/** Holds the list of receivers, by the path below the receivers' base URL. */
import { alertmanager } from './alertmanager.ts';
import { cloudflare } from './cloudflare.ts';
import { datadog } from './datadog.ts';
import { grafana } from './grafana.ts';
import { mastodon } from './mastodon.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { statuspage } from './statuspage.ts';
import { webhook } from './webhook.ts';

export const receivers = {
  alertmanager,
  cloudflare,
  datadog,
  grafana,
  mastodon,
  pagerduty,
  slack,
  statuspage,
  webhook,
};
