/** Holds the characters that no report may contain: they act on a terminal, on the direction of text, or make a file unreadable. */

/** All control characters but the line break, and those that turn the direction of text. */
const acting = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

/** Each one found, as its code point. */
export const actingCharacters = (text: string): readonly string[] => (text.match(acting) ?? []).map((found) => `U+${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
