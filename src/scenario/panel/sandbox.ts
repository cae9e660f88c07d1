/** Holds which addresses a panel may have: a drill never reaches a real customer, so only those that nobody can own. */
import type { PanelChannel } from '../../record/panel.ts';

/** Local part and host as mail writes them, in a domain that is reserved for examples (RFC 2606, RFC 6761). */
const mailbox = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+example$/;
const handle = /^@[A-Za-z0-9_]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+example$/;

/**
 * Numbers that are given to nobody: 555-0100 to 555-0199 of each North American area code (NANPA), and Ofcom's for drama in London
 * (020 7946 0000 to 0999) and on mobiles (07700 900000 to 900999). Spaces, dots and dashes don't count.
 */
const numbers = /^\+(?:1[2-9]\d\d55501\d\d|4420794600\d\d|442079460\d{3}|447700900\d{3})$/;

export const isSandboxNumber = (text: string): boolean => numbers.test(text.replaceAll(/[ ().-]/g, ''));

const mail = { expected: 'an address in a domain that ends in .example', fits: (text: string) => mailbox.test(text) };
const number = { expected: 'a number that is given to nobody: +1 NXX 555 01XX, +44 20 7946 0XXX or +44 7700 900XXX', fits: isSandboxNumber };
const subscribed = { expected: '"yes", "no" or an address in a domain that ends in .example', fits: (text: string) => text === 'yes' || mailbox.test(text) };

/** An account manager is the vendor's own, and has a name instead of an address. */
export const sandbox: Readonly<Record<Exclude<PanelChannel, 'account-manager'>, { readonly expected: string; readonly fits: (text: string) => boolean }>> = {
  email: mail,
  phone: number,
  sms: number,
  social: { expected: 'a handle such as @ann@social.example', fits: (text) => handle.test(text) },
  'status-page': subscribed,
  portal: subscribed,
};
