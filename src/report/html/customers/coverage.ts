/** Holds the coverage on the page: plotted, with its aim, and as a table beside it. */
import type { Coverage, Scorecard } from '../../../judge/scorecard.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { count, many, offset, share } from '../../format.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { table } from '../table.ts';
import { aimOf, groupsOf, shareAt } from './coverage-series.ts';
import type { Aim } from './coverage-series.ts';
import { coverageSvg } from './coverage-svg.ts';

const aimWords = ({ share: least, atMs }: Aim, endMs: number): string => {
  const until = atMs === null ? '30 min after the declaration, which nobody made' : `${offset(atMs)}${atMs > endMs ? ', after the end of this drill' : ''}`;
  return `The aim is ${share(least)} of customers by ${until}.`;
};

const body = (card: Scorecard, coverage: Coverage): Markup => {
  const { endMs } = card.picture;
  const aim = aimOf(card, coverage);
  const groups = groupsOf(coverage);
  const dueMs = Math.min(aim.atMs ?? endMs, endMs);
  const rows = groups.flatMap(({ series, kind }) => series.map((one) => ({ cells: [kind === undefined ? one.name : html`${one.name}<small>${kind}</small>`, share(shareAt(one, dueMs)), share(shareAt(one, endMs))] })));
  const more = groups.filter((one) => one.more > 0);
  return html`
<p>${aimWords(aim, endMs)} ${coverage.curve.length === 0 && 'No notice was proved to have reached anybody.'}</p>
${coverage.curve.length > 0 && html`<div class="beside"><figure>${coverageSvg(groups, aim, endMs, `${aimWords(aim, endMs)} The table beside has the figures.`)}<figcaption>Dashed: the aim, and when it is due. A share is of customers whom a notice was proved to have reached.</figcaption></figure>
<div>${table('Share of customers who had been told', ['Customers', dueMs === endMs ? 'When watching ended' : `At ${offset(dueMs)}, when due`, 'At the end'], rows)}
${more.map((one) => html`<p class="note">${one.name}: ${many(one.more, 'more line')} in scorecard.json.</p>`)}</div></div>`}
<h3>On what the shares rest</h3>
<p>${many(coverage.customers, 'customer')} (${coverage.source}). To call all ${count(coverage.dial.customers)} who have a number takes ${offset(coverage.dial.ms)} at ${many(coverage.dial.perSecond, 'call')} a second.</p>
${coverage.canaries.length > 0 && table('Canaries: mailboxes and numbers that the drill watched, and that speak for customers with the same channel and region', ['Channel and region', 'Told', 'Stand for'], coverage.canaries.map((one) => ({ cells: [`${channelName(one.channel)}, ${one.region}`, `${count(one.told)} of ${count(one.canaries)}${one.own ? '' : ', of other regions'}`, many(one.standsFor, 'customer')] })))}`;
};

export const coverageSection = (card: Scorecard): Markup => html`
<section id="coverage"><h2>Coverage</h2>
${card.coverage === null ? html`<p>Not measured: nobody listed the customers, so nobody can say which share of them was told.</p>` : body(card, card.coverage)}
</section>`;
