/** Holds the links from a number to the journal lines that it rests on. */
import type { Scorecard } from '../../judge/scorecard.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** A page stays small: beyond those that something links to, the rest of a long evidence table is in scorecard.json. */
const linesMost = 80;
const linksMost = 4;

export type Links = (seqs: readonly number[]) => Markup;

/** The lines that the page links to from its tables. */
const linked = (card: Scorecard): ReadonlySet<number> => {
  const measured = [...card.capabilities.flatMap((one) => one.metrics), ...card.impact].map((metric) => ('evidence' in metric.measured ? metric.measured.evidence : []));
  const said = [...[...card.validity, ...card.findings].map((one) => one.evidence), card.rulings.map((one) => one.seq)];
  const drawn = [...card.story.truths, ...card.story.claims, ...card.picture.bars, ...card.picture.marks].slice(0, linesMost).map((one) => one.seq);
  return new Set([...[...measured, ...said].flatMap((seqs) => seqs.slice(0, linksMost)), ...drawn]);
};

/** The lines that the page shows, in order: all that it links to, and of the others the earliest as long as there is room. */
export const shownEvidence = (card: Scorecard): Scorecard['evidence'] => {
  const needed = linked(card);
  const lines = card.evidence.toSorted((a, b) => a.seq - b.seq).filter((line, at, all) => line.seq !== all[at - 1]?.seq);
  const room = linesMost - lines.filter((line) => needed.has(line.seq)).length;
  const others = new Set(lines.filter((line) => !needed.has(line.seq)).slice(0, Math.max(0, room)));
  return lines.filter((line) => needed.has(line.seq) || others.has(line));
};

/** Makes the writer of links; a line that the page doesn't show is named but not linked, so that no link leads nowhere. */
export const evidenceLinks = (card: Scorecard): Links => {
  const shown = new Set(shownEvidence(card).map((line) => line.seq));
  const link = (seq: number): Markup => (shown.has(seq) ? html`<a href="#e${seq}">e${seq}</a>` : html`<span title="In the journal, not shown on this page">e${seq}</span>`);
  return (seqs) => {
    const more = seqs.length - linksMost;
    return seqs.length === 0 ? html`<span class="quiet">none</span>` : html`<span class="links">${seqs.slice(0, linksMost).map((seq, at) => [at > 0 && html` `, link(seq)])}${more > 0 && html` <span class="quiet">and ${more} more</span>`}</span>`;
  };
};
