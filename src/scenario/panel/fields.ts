/** Holds the check of one customer's fields, whichever kind of file they stood in. */
import { panelChannels, type PanelChannel } from '../../record/panel.ts';
import { shown } from '../scenario-problem.ts';
import type { Contact, Customer, PanelIssue } from './customer.ts';
import { sandbox } from './sandbox.ts';

const addressed = panelChannels.filter((channel) => channel !== 'account-manager');
/** Made once: a million rows ask for them. */
const columns = new Map(addressed.map((channel) => [channel, channel.replaceAll('-', '_')] as const));
const column = (channel: (typeof addressed)[number]): string => columns.get(channel) ?? channel;

/** What a customer may have; a row has them as columns. A contact has its age in days and its owner beside it. */
export const fieldNames: readonly string[] = [
  'id', 'name', 'region', 'tier', 'on_list', 'needs_record', 'account_manager', 'delegate', 'sign_in', 'mail_by',
  ...addressed.flatMap((channel) => [column(channel), `${column(channel)}_age_days`, `${column(channel)}_owner`]),
];

const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const wordForm = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u;
const textMax = 200;

export type Field = (name: string) => string;
type Report = (name: string, issue: Omit<PanelIssue, 'at'>) => void;

const asYesNo = (field: Field, name: string, otherwise: boolean, report: Report): boolean => {
  const text = field(name).toLowerCase();
  if (text === '') return otherwise;
  if (text !== 'yes' && text !== 'no') report(name, { expected: '"yes" or "no"', got: shown(text) });
  return text === 'yes';
};

function contactOf(field: Field, channel: Exclude<PanelChannel, 'account-manager'>, report: Report): Contact | undefined {
  const name = column(channel);
  const address = field(name);
  const age = field(`${name}_age_days`);
  if (age !== '' && !/^\d{1,6}$/.test(age)) report(`${name}_age_days`, { expected: 'a whole number of days', got: shown(age) });
  if (address === '' || address === 'no') return undefined;
  const { expected, fits } = sandbox[channel];
  if (!fits(address)) report(name, { expected: `${expected}, since a drill never reaches a real customer`, got: shown(address) });
  return { address, ...(age !== '' && { ageDays: Number(age) }) };
}

/** What a customer is called, and who owns a contact, is for people: it is never recorded, but nobody needs a name of a page's length. */
const texts = ['name', 'account_manager', 'delegate', ...addressed.map((channel) => `${column(channel)}_owner`)] as const;

/** Reports what is wrong, and returns the customer as far as it could be read. */
export function customerOf(field: Field, report: Report): Customer {
  const id = field('id');
  if (!idForm.test(id)) report('id', { expected: 'an id of up to 64 letters, digits, dots, dashes and underscores', got: id === '' ? 'nothing' : shown(id) });
  for (const name of ['region', 'tier'] as const) if (field(name) !== '' && !wordForm.test(field(name))) report(name, { expected: 'a word of up to 40 characters', got: shown(field(name)) });
  for (const name of texts) if (field(name).length > textMax) report(name, { expected: `at most ${textMax} characters`, got: `${field(name).length}` });
  const contacts: Partial<Record<PanelChannel, Contact>> = {};
  for (const channel of addressed) {
    const contact = contactOf(field, channel, report);
    if (contact !== undefined) contacts[channel] = contact;
  }
  const managed = field('account_manager') !== '';
  if (managed) contacts['account-manager'] = { address: '' };
  else if (field('delegate') !== '') report('delegate', { expected: 'an account manager for whom somebody can stand in', got: 'a delegate alone' });
  return {
    id,
    region: field('region') || 'anywhere',
    tier: field('tier') || 'standard',
    listed: asYesNo(field, 'on_list', true, report),
    // Which procedures ask for it is for people; that some do is what a drill needs.
    needsRecord: field('needs_record') !== '' && field('needs_record').toLowerCase() !== 'no',
    managed,
    delegated: field('delegate') !== '',
    signIn: field('sign_in') || 'own',
    mail: field('mail_by') || 'own',
    contacts,
  };
}
