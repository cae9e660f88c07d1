/** Holds the figure around the picture: a wide and a narrow drawing, legend, caption, and the same events as a table. */
import type { Picture, Scorecard } from '../../../judge/scorecard.ts';
import { duration, offset } from '../../format.ts';
import { sentenceCase } from '../../words.ts';
import type { Links } from '../evidence-links.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { longTable } from '../table.ts';
import { lowPoint } from './describe.ts';
import { glyph, markNames } from './glyph.ts';
import { pointsMost } from './series.ts';
import { timelineSvg } from './timeline-svg.ts';

/** Widths in pixels: for a screen and paper, and for a phone. */
export const broad = 1_000;
export const slim = 360;

const barNames: Readonly<Record<Picture['bars'][number]['what'], string>> = { fault: 'Fault', hold: 'Held by the facilitator', diverted: 'Traffic diverted to a partner', control: 'Control run', decoy: 'Decoy' };

const key = (drawn: Markup, text: string): Markup => html`<li><svg width="16" height="14" viewBox="-8 -7 16 14" aria-hidden="true">${drawn}</svg>${text}</li>`;
const swatch = (kind: string): Markup => html`<rect class="${kind}" x="-8" y="-5" width="16" height="10" rx="2"/>`;

/** Only what the picture shows. */
const legend = ({ availability, offered, bars, marks }: Picture): Markup => html`<ul class="legend" aria-label="Legend">
${key(swatch('ok'), 'Requests that succeeded')}${key(swatch('lost'), 'Requests that failed')}
${availability.some((point) => point.share === null) && key(html`<rect class="empty" x="-7.5" y="-4.5" width="15" height="9" rx="2"/>`, 'Gap: nothing was sent')}
${offered.some((point) => point.rps > 0) && key(swatch('flood'), 'Flood offered')}
${(Object.keys(barNames) as (keyof typeof barNames)[]).filter((what) => bars.some((bar) => bar.what === what)).map((what) => key(swatch(`bar ${what}`), barNames[what]))}
${(Object.keys(markNames) as (keyof typeof markNames)[]).filter((what) => marks.some((mark) => mark.what === what)).map((what) => key(glyph(what, 0, 0), markNames[what]))}
</ul>`;

const happened = ({ bars, marks }: Picture, links: Links): readonly { readonly cells: readonly (string | Markup)[] }[] =>
  [
    ...bars.map((bar) => ({ at: bar.fromMs, what: barNames[bar.what], label: `${sentenceCase(bar.label)}, for ${duration(bar.toMs - bar.fromMs)}`, seq: bar.seq })),
    ...marks.map((mark) => ({ at: mark.atMs, what: markNames[mark.what], label: sentenceCase(mark.label), seq: mark.seq })),
  ]
    .toSorted((a, b) => a.at - b.at || a.seq - b.seq)
    .slice(0, 200)
    .map((one) => ({ cells: [offset(one.at), one.what, one.label, links([one.seq])] }));

export const timelineFigure = (card: Scorecard): Markup => html`
<section id="timeline" class="wide">
<h2>What happened</h2>
<figure>
${timelineSvg(card, broad, 'broad')}${timelineSvg(card, slim, 'slim')}
${legend(card.picture)}
<figcaption>${lowPoint(card.picture)} ${card.picture.availability.length > pointsMost(broad) && 'Each step shows its worst second.'} <a href="#events">The same as a list, with evidence</a></figcaption>
</figure>
</section>`;

/** What the picture shows, for those who read rather than look, and for following each mark to the journal. */
export const eventTable = (card: Scorecard, links: Links): Markup => {
  const events = happened(card.picture, links);
  return html`<section id="events"><h2>Events in order</h2>
${events.length === 0 ? html`<p>Nothing happened that the picture shows.</p>` : longTable('What the timeline shows', ['Time', 'Kind', 'What', 'Evidence'], events, 'events')}
</section>`;
};
