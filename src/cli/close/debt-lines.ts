/** Holds what a run owes, in words. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { many, moment } from '../../report/format.ts';
import { inert } from '../../report/inert.ts';

export function debtLines({ debts }: Scorecard): string {
  if (debts === null) return 'Nobody is owed a report: no customer needs a record of this run, or it had no incident.\n';
  const { open, customers, preliminary, final, missingParts, waiting, waitingMore } = debts;
  const lines = [
    open ? `Open: ${many(customers, 'customer')} ${customers === 1 ? 'needs' : 'need'} a record of the incident.` : `Closed: all ${many(customers, 'customer')} who need a record have acknowledged the final report.`,
    `Preliminary report: with ${preliminary.delivered} of ${customers}; aim ${moment(preliminary.aimBy)}, at the latest ${moment(preliminary.lastBy)}.`,
    `Final report: ${final.written ? 'written' : 'not written yet'}; with ${final.delivered} of ${customers}, acknowledged by ${final.acknowledged}; aim ${moment(final.aimBy)}, at the latest ${moment(final.lastBy)}.`,
    ...missingParts.map(({ title, why }) => `The final report lacks: ${title} (${why}).`),
    ...(open && waiting.length > 0 ? [`Waiting: ${waiting.map(inert).join(', ')}${waitingMore > 0 ? ` and ${waitingMore} more` : ''}.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
