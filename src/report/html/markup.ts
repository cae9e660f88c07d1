/** Holds the template tag that writes HTML: every text in it is made harmless and escaped unless it is markup already. */
import { inert } from '../inert.ts';

/** Text that was written by the tag below, and so may stand in a page as it is. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

export type Part = string | number | Markup | undefined | false | readonly Part[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an element or a quoted attribute, in HTML and in XML. */
export const escaped = (text: string): string => inert(text).replace(/[&<>"']/g, (found) => entities[found] ?? '');

/** The text of one part; `undefined` and `false` leave nothing, so that a part can be optional. */
const written = (part: Part): string => {
  if (part instanceof Markup) return part.html;
  if (part === undefined || part === false) return '';
  return typeof part === 'string' || typeof part === 'number' ? escaped(`${part}`) : part.map(written).join('');
};

export const html = (text: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(text.reduce((whole, piece, at) => whole + written(parts[at - 1]) + piece));
