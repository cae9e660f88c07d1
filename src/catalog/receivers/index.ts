/** Holds the list of receivers, by the path below the receivers' base URL. */
import { alertmanager } from './alertmanager.ts';
import { cloudflare } from './cloudflare.ts';
import { mastodon } from './mastodon.ts';
import { slack } from './slack.ts';
import { statuspage } from './statuspage.ts';
import { twilio } from './twilio.ts';

export const receivers = {
  alertmanager,
  cloudflare,
  mastodon,
  slack,
  statuspage,
  twilio,
};
