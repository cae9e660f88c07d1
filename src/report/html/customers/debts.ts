/** Holds what is owed after the incident: to whom, and by when. */
import type { Debts, Scorecard } from '../../../judge/scorecard.ts';
import { count, many, moment } from '../../format.ts';
import { clip } from '../../inert.ts';
import { chip } from '../badge.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { table } from '../table.ts';

const nameMost = 60;

const of = (n: number, debts: Debts): string => `${count(n)} of ${count(debts.customers)}`;

const body = (debts: Debts): Markup => html`
<p>${debts.open ? chip('poor', 'Open') : chip('good', 'Closed')} ${many(debts.customers, 'customer')} with procedures of their own need a record of the incident.</p>
${table('What is owed to them', ['Report', 'Aim', 'Last bound', 'Delivered', 'Acknowledged'], [
  { cells: ['Preliminary report', moment(debts.preliminary.aimBy), moment(debts.preliminary.lastBy), of(debts.preliminary.delivered, debts), 'not asked for'] },
  { cells: [`Final report${debts.final.written ? '' : ', not written yet'}`, moment(debts.final.aimBy), moment(debts.final.lastBy), of(debts.final.delivered, debts), of(debts.final.acknowledged, debts)] },
])}
${debts.missingParts.length > 0 && html`<h3>Parts that the final report lacks</h3><ul class="found">${debts.missingParts.map(({ title, why }) => html`<li>${title}: ${why}</li>`)}</ul>`}
${debts.waiting.length > 0 && html`<h3>Waiting for it</h3><p>${debts.waiting.map((customer) => clip(customer, nameMost)).join(', ')}${debts.waitingMore > 0 && ` and ${count(debts.waitingMore)} more`}</p>`}`;

export const debtSection = ({ debts }: Scorecard): Markup => html`
<section id="debts"><h2>What is owed</h2>
${debts === null ? html`<p>Nobody is owed a report.</p>` : body(debts)}
</section>`;
