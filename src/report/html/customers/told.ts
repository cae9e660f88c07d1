/** Holds who was told when and by what, who was not, and who stands on no list. */
import type { Coverage, Scorecard } from '../../../judge/scorecard.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { count, many, offset } from '../../format.ts';
import { clip } from '../../inert.ts';
import { sentenceCase } from '../../words.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { table } from '../table.ts';

/** So many are named in one row. */
const namedMost = 12;
const nameMost = 60;

type Person = Coverage['people'][number];

const names = (people: readonly Person[]): string => {
  const more = people.length - namedMost;
  return `${people.slice(0, namedMost).map(({ id }) => clip(id, nameMost)).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
};

/** As people read it; the words of `knew` are also those of scorecard.json. */
const knewWords: Readonly<Record<string, string>> = { 'on no list': 'on no list, and told nothing', 'only stale contacts': 'told nothing: all their contacts are too old', 'not known': 'nobody knows: no canary speaks for them' };
const knewText = (knew: string): string => knewWords[knew] ?? knew;

const when = (people: readonly Person[]): string => {
  const times = people.flatMap(({ atMs }) => atMs ?? []).toSorted((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return 'never';
  return offset(first) === offset(last) ? offset(first) : `${offset(first)} to ${offset(last)}`;
};

/** Customers who know the same by the same channel share a row: a list of hundreds of names tells nobody anything. */
const rows = ({ people }: Coverage) =>
  [...Map.groupBy(people, ({ knew, channel }) => `${knew}/${channel}`).values()].map((same) => ({
    cells: [sentenceCase(knewText(same[0]?.knew ?? '')), same[0]?.channel === undefined ? '–' : channelName(same[0].channel), when(same), html`${many(same.length, 'customer')}<small>${names(same)}</small>`],
  }));

const body = (coverage: Coverage): Markup => html`
<ul class="counts">${Object.entries(coverage.knew).filter(([, n]) => n > 0).map(([knew, n]) => html`<li><b>${count(n)}</b> ${knewText(knew)}</li>`)}</ul>
${coverage.people.length > 0 && table('Customers by name: what they knew at the end, and what told them first', ['What they knew', 'Told by', 'When', 'Customers'], rows(coverage))}
${coverage.morePeople > 0 && html`<p class="note">${many(coverage.morePeople, 'customer')} more are not named in the record; canaries speak for them.</p>`}
<h3 id="unlisted">On no list</h3>
<p>${coverage.unlisted === 0 ? 'Every customer stands on a notification list.' : `${many(coverage.unlisted, 'customer')} on no notification list: whoever sends a notice does not know of them. Some of them may have read or asked for themselves.`} ${coverage.stale > 0 && `${many(coverage.stale, 'customer')} with a contact that nobody has confirmed for too long.`}</p>`;

export const toldSection = ({ coverage }: Scorecard): Markup => html`
<section id="told"><h2>Who was told, when and by what</h2>
${coverage === null ? html`<p>Not measured: nobody listed the customers.</p>` : body(coverage)}
</section>`;
