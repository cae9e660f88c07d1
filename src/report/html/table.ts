/** Holds the one way in which the page writes a table: captioned, and readable as a list of cards on a narrow screen. */
import { html } from './markup.ts';
import type { Markup, Part } from './markup.ts';

export interface Row {
  readonly cells: readonly Part[];
  readonly id?: string;
}

/**
 * The first cell of each row is its header. Roles are written out because a narrow screen shows the rows as blocks,
 * and some screen readers then forget that it is a table. Each cell repeats its head for the narrow screen.
 */
export const table = (caption: Part, heads: readonly string[], rows: readonly Row[], kind = 'plain'): Markup => html`
<table role="table" class="${kind}">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
  (row) => html`
<tr role="row">${row.cells.map((cell, at) =>
    at === 0 ? html`<th role="rowheader" scope="row">${cell}</th>` : html`<td role="cell" data-head="${heads[at]}"><div>${cell}</div></td>`,
  )}</tr>`,
)}
</tbody></table>`;

/** The same without what makes it readable as cards: for tables of hundreds of lines that explain themselves, so that the page stays small. */
export const longTable = (caption: Part, heads: readonly string[], rows: readonly Row[], kind: string): Markup => html`
<table class="${kind}">
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`
<tr${row.id !== undefined && html` id="${row.id}"`}>${row.cells.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}
</tbody></table>`;
