/** Holds what makes text from a scorecard harmless before any format puts its own escapes around it. */

/** Control and format characters (escape sequences, bidi overrides), lone surrogates and non-characters: nothing that a name needs. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
const lineBreaks = /[\r\n\t\v\f\u0085\u2028\u2029 \u00a0]+/g;
/** What a spreadsheet would run when a table is pasted into it. */
const formula = /^ ?(=|[+@-](?=.*[(|!]))/;
const longest = 1_200;

/**
 * One line of text that shows what was given but does nothing: no line breaks, no control characters (each shows as U+FFFD),
 * no leading formula, at most 1,200 characters.
 */
export const inert = (text: string): string => {
  const line = text.slice(0, 4 * longest).replace(lineBreaks, ' ').replace(unseen, '\uFFFD');
  const safe = formula.test(line) ? `'${line}` : line;
  return safe.length > longest ? `${Array.from(safe).slice(0, longest).join('')}…` : safe;
};

/** Text cut to a number of characters, with an ellipsis where something is missing. */
export const clip = (text: string, most: number): string => {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, Math.max(1, most - 1)).join('').trimEnd()}…`;
};

/** JSON with the same value that can stand in a page, a terminal or an editor: no `<`, no raw control or direction characters. */
export const inertJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(/[<>&\u007F-\u009F\u2028\u2029\p{Cf}\p{Noncharacter_Code_Point}]/gu, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
