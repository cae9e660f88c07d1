/** Holds how untrusted text is written into Markdown: no markup, no HTML, no link, no mention, no second table cell. */
import { inert } from './inert.ts';

/** What GitHub would turn into a link or a mention is broken with an entity or an empty comment: a backslash doesn't stop it. */
export const escaped = (text: string): string =>
  inert(text)
    .trim()
    .replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found] ?? '')
    .replace(/[\\`*_[\]|~#$!{}]/g, '\\$&')
    .replaceAll('@', '@<!-- -->')
    .replaceAll('://', '&#58;//')
    .replace(/\bwww\./gi, (found) => found.replace('.', '&#46;'));

/** A code span that nothing in its text can end; HTML in it is shown as it is. */
export const code = (text: string): string => {
  const line = inert(text).trim();
  const fence = '`'.repeat(1 + Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length)));
  return /^`|`$/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
};

/** Cells are Markdown already. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
