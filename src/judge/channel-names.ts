/** Holds how people call the channels by which customers are told, or to which they turn. */

/** As it is named, and as the place to which somebody is sent. */
const names: Readonly<Record<string, readonly [name: string, place: string]>> = {
  email: ['e-mail', 'e-mail'],
  mail: ['e-mail', 'e-mail'],
  sms: ['text message', 'text messages'],
  'status-page': ['status page', 'the status page'],
  'account-manager': ['account manager', 'their account managers'],
  phone: ['phone', 'the phone'],
  call: ['phone', 'the phone'],
  hotline: ['hotline', 'the hotline'],
  social: ['social media', 'social media'],
  portal: ['portal', 'the portal'],
};

const named = (channel: string) => (Object.hasOwn(names, channel) ? names[channel] : undefined);

/** A channel that a team named itself keeps its name. */
export const channelName = (channel: string): string => named(channel)?.[0] ?? channel;
export const channelPlace = (channel: string): string => named(channel)?.[1] ?? channel;
