/** Holds the list of receivers, by the path below the receivers' base URL. */
import { alertmanager } from './alertmanager.ts';
import { cloudflare } from './cloudflare.ts';
import { jira } from './jira.ts';
import { mail } from './mail.ts';
import { mastodon } from './mastodon.ts';
import { postmark } from './postmark.ts';
import { sendgrid } from './sendgrid.ts';
import { ses } from './ses.ts';
import { slack } from './slack.ts';
import { statuspage } from './statuspage.ts';
import { twilio } from './twilio.ts';
import { zendesk } from './zendesk.ts';

export const receivers = {
  alertmanager,
  cloudflare,
  jira,
  mail,
  mastodon,
  postmark,
  sendgrid,
  ses,
  slack,
  statuspage,
  twilio,
  zendesk,
};
