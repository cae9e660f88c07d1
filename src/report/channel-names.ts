/** Holds how reports call the channels by which customers are told. */

const names: Readonly<Record<string, string>> = { email: 'e-mail', sms: 'text message', 'status-page': 'status page', 'account-manager': 'account manager', phone: 'phone', hotline: 'hotline', social: 'social media', portal: 'portal' };

/** A channel that a team named itself keeps its name. */
export const channelName = (channel: string): string => (Object.hasOwn(names, channel) ? names[channel] ?? channel : channel);
