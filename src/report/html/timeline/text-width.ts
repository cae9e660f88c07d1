/** Holds a cautious guess of how wide a text is drawn: without a DOM it can't be measured, and a label that is too wide overlaps. */

const narrow = /[iljtfrI.,:;'|!()[\] ]/;
const wide = /[mwMW@%—]/;
const full = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u;

const ems = (letter: string): number => {
  if (/\p{M}/u.test(letter)) return 0;
  if (full.test(letter)) return 1.1;
  if (narrow.test(letter)) return 0.37;
  if (wide.test(letter) || letter === '\uFFFD') return 1;
  return /\p{Lu}/u.test(letter) ? 0.74 : 0.62;
};

/** Pixels that a text takes at a font size, rounded up; a few per cent more than the common sans-serif faces need. */
export const textWidth = (text: string, size: number): number => Math.ceil(Array.from(text).reduce((sum, letter) => sum + ems(letter), 0) * size);

/** The longest beginning of a text that fits a width. */
export const fitText = (text: string, size: number, width: number): string => {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
};
