/** Holds the words of notices: what happened, whom it concerns, what to do, and when the next update comes. */
import { z } from 'zod';

/** Where notices send customers who need help. */
export const contacts = {
  'status-page': 'Please follow the status page; you need not do anything.',
  email: 'If you need help, please write to support by e-mail.',
  portal: 'If you need help, please open a case in the portal.',
  hotline: 'If you need help, please call the hotline.',
} as const;

export const contact = z.enum(['status-page', 'email', 'portal', 'hotline']).default('status-page').describe('where notices send customers who need help');
export type Contact = z.output<typeof contact>;

/** What somebody at the support desk says to whoever asks. */
export const answerText = (contact: Contact): string => `We know of it: communities and social pages may be slow or unreachable for customers in all regions, and data is safe. ${contacts[contact]}`;

export type Stage = 'first' | 'scoped' | 'update' | 'fallback' | 'over';

const bodies: Readonly<Record<Stage, { title: string; text: string }>> = {
  first: { title: 'We are investigating a problem', text: 'Communities and social pages may be slow or unreachable. We are investigating.' },
  scoped: { title: 'Traffic attack on our edge', text: 'Unusual traffic overloads our edge. Customers of communities and social pages in all regions may see errors; data is safe. We lead traffic through a protection partner.' },
  update: { title: 'Update on the traffic attack', text: 'We are still working on it. Communities and social pages may be slow or unreachable for some; data is safe.' },
  fallback: { title: 'Our e-mail is disturbed too', text: 'Our e-mail does not reach you reliably at the moment. We keep you informed in public instead.' },
  over: { title: 'Service is restored', text: 'Communities and social pages work normally again. A written report will follow.' },
};

const people = (ms: number) => (ms < 120_000 ? `${Math.round(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`);

export function words(stage: Stage, contact: Contact, nextUpdateMs: number | undefined): { title: string; text: string } {
  const { title, text } = bodies[stage];
  const promise = nextUpdateMs === undefined ? '' : ` Next update within ${people(nextUpdateMs)}.`;
  return { title, text: `${text} ${stage === 'over' ? '' : contacts[contact]}${promise}`.trim() };
}
