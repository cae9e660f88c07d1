/** Holds the words of notices: what happened, whom it concerns, what to do, and when the next update comes. */
import { z } from 'zod';
import type { Notice } from '../../ports/plays.ts';

/** Where notices send customers who need help. */
export const contacts = {
  'status-page': 'Please follow the status page; you need not do anything.',
  email: 'If you need help, please write to support by e-mail.',
  portal: 'If you need help, please open a case in the portal.',
  hotline: 'If you need help, please call the hotline.',
} as const;

const place = z.enum(['status-page', 'email', 'portal', 'hotline']);
export type Contact = z.output<typeof place>;
/** Where customers are told, and where notices send them. */
export type Channel = Notice['channel'] | Contact;

export const contact = place.default('status-page').describe('where customers who need help are sent');
/** One place is for a crew that sends them there whatever happens. */
export const contactPlaces = z
  .union([place, z.tuple([place], place)])
  .prefault(['status-page', 'email'])
  .describe('where notices send customers who need help; of several, the first that is not known to be dead');

/** What somebody at the support desk says to whoever asks. */
export const answerText = (contact: Contact): string => `We know of it: communities and social pages may be slow or unreachable for customers in all regions, and data is safe. ${contacts[contact]}`;

/** The notice about a channel that is dead names it. */
interface Dead {
  readonly dead: Channel;
}
export type Stage = 'first' | 'scoped' | 'update' | 'over' | Dead;

interface Words {
  readonly title: string;
  readonly text: string;
}

const bodies: Readonly<Record<Exclude<Stage, Dead>, Words>> = {
  first: { title: 'We are investigating a problem', text: 'Communities and social pages may be slow or unreachable. We are investigating.' },
  scoped: { title: 'Traffic attack on our edge', text: 'Unusual traffic overloads our edge. Customers of communities and social pages in all regions may see errors; data is safe. We lead traffic through a protection partner.' },
  update: { title: 'Update on the traffic attack', text: 'We are still working on it. Communities and social pages may be slow or unreachable for some; data is safe.' },
  over: { title: 'Service is restored', text: 'Communities and social pages work normally again. A written report will follow.' },
};

const ofDead: Readonly<Record<Channel, Words>> = {
  email: { title: 'Our e-mail is disturbed too', text: 'Our e-mail does not reach you reliably at the moment. We keep you informed in public instead.' },
  'status-page': { title: 'Our status page is down too', text: 'Our status page does not open reliably at the moment. We keep you informed here instead.' },
  social: { title: 'Our posts are disturbed too', text: 'Our posts on social media do not reach you reliably at the moment. We keep you informed here instead.' },
  call: { title: 'Our calls are disturbed too', text: 'Our calls do not reach you reliably at the moment. We keep you informed here instead.' },
  portal: { title: 'Our portal is down too', text: 'Our portal does not take your cases reliably at the moment. We keep you informed here instead.' },
  hotline: { title: 'Our hotline is down too', text: 'Our hotline does not answer you reliably at the moment. We keep you informed here instead.' },
};

const people = (ms: number) => (ms < 120_000 ? `${Math.round(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`);

export function words(stage: Stage, contact: Contact, nextUpdateMs: number | undefined): Words {
  const { title, text } = typeof stage === 'string' ? bodies[stage] : ofDead[stage.dead];
  const promise = nextUpdateMs === undefined ? '' : ` Next update within ${people(nextUpdateMs)}.`;
  return { title, text: `${text} ${stage === 'over' ? '' : contacts[contact]}${promise}`.trim() };
}
