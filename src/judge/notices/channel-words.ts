/** Holds how notices name the places to which customers can turn, and what the tools call those. */
import type { Channel } from './rule.ts';

/** What the record calls a channel, where it isn't the word itself. */
const aliases: Readonly<Record<string, Channel>> = { mail: 'email', statuspage: 'status-page', call: 'hotline', phone: 'hotline', voice: 'hotline', mastodon: 'social', x: 'social', text: 'sms', case: 'portal', cases: 'portal', ticket: 'portal' };
const words = new Set<string>(['status-page', 'email', 'portal', 'hotline', 'social', 'sms', 'account-manager'] satisfies Channel[]);

export const channelOf = (named: string): Channel | undefined => (words.has(named) ? (named as Channel) : Object.hasOwn(aliases, named) ? aliases[named] : undefined);

/** Words that name a channel wherever they stand. */
const named: Readonly<Record<Channel, RegExp>> = {
  'status-page': /\bstatus ?page\b|\bstatus\.[a-z0-9-]+\.[a-z]|\bthis page\b/i,
  email: /\be-?mails?\b|\bthis mail\b|\bby mail\b|[\w.+-]+@[\w-]+\.\w/i,
  portal: /\bportal\b|\b(?:cases?|tickets?)\b/i,
  hotline: /\b(?:hotline|help ?desk|service desk)\b|\b(?:support|second|phone|help) (?:line|number)\b|\bthis (?:number|line)\b|\b(?:call|ring|dial|phone) (?:us|support|\+?\d)|\bby (?:your )?phone\b|\bcall again\b|\bleave (?:us )?a message\b|\bpress (?:\d|one|two|three|four|five|six|seven|eight|nine|zero)\b/i,
  social: /\bsocial (?:media|channels?)\b|\b(?:twitter|mastodon|facebook|linkedin)\b|(?:^|\s)@\w+|\bDM\b|\bdirect message\b|\b(?:this|our) (?:account|feed)\b/,
  sms: /\b(?:sms|text messages?)\b|\b(?:next|this) text\b|\breply(?:ing)? (?:yes|no|stop|ok|ack|y|1)\b|\btext (?:us|\w+ to \d+)\b/i,
  'account-manager': /\b(?:account (?:manager|team)|customer success manager|my delegate)\b/i,
};

/** The channel by which a notice came, whichever that is. */
export const here = /\b(?:here|this (?:channel|thread))\b/i;

/** Which channels a piece of text names, in order of the list; `own` is the one by which it came. */
export const channelsIn = (text: string, own: Channel | undefined): readonly Channel[] => {
  const found = (Object.keys(named) as Channel[]).filter((channel) => named[channel].test(text));
  return own !== undefined && here.test(text) && !found.includes(own) ? [own, ...found] : found;
};
